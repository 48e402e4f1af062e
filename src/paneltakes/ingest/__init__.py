"""Reading: from a source to an Article.

``read.read`` is the one door.  ``fetch`` and ``guard`` bring bytes from the web, ``sniff`` says what they are,
``html``, ``pdf`` and ``plain`` take the article out, ``wall`` judges whether there is one.  ``lists`` reads lists of
sources.
"""
