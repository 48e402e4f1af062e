"""OpenAI's SDK, which two adapters send through: OpenAI's own, and the one for every server that is compatible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

    from paneltakes.providers.vendors.endpoint import Endpoint
    from paneltakes.providers.vendors.reports import ClassTable

ERROR_CLASSES: ClassTable = {
    "OpenAIError": "bad_request",
    "APIError": "server",
    "APITimeoutError": "timeout",
    "APIConnectionError": "connection",
    "APIResponseValidationError": "bad_reply",
    "APIStatusError": None,
    "BadRequestError": "bad_request",
    "AuthenticationError": "auth",
    "OAuthError": "auth",
    "SubjectTokenProviderError": "auth",
    "PermissionDeniedError": "permission",
    "NotFoundError": "not_found",
    "ConflictError": "server",
    "UnprocessableEntityError": "bad_request",
    "RateLimitError": "rate_limit",
    "InternalServerError": None,
    "LengthFinishReasonError": "bad_reply",
    "ContentFilterFinishReasonError": "bad_reply",
    "InvalidWebhookSignatureError": "bad_request",
    "WebSocketConnectionClosedError": "connection",
    "WebSocketQueueFullError": "connection",
    "StreamAlreadyConsumed": "bad_reply",
}
"""Every exception class of the SDK and its kind; None leaves it to the status."""

_SCOPES = ("OpenAI-Organization", "OpenAI-Project")


def open_client(
    http: httpx2.AsyncClient, endpoint: Endpoint, timeout: httpx2.Timeout, *, organization: str = "", project: str = ""
) -> Any:
    """Return the SDK's client above an HTTP client, with its retries off.

    What is empty here is given as empty, since the SDK looks into the process's environment for what is not given;
    ``drop_empty`` takes the headers off that come of it.
    """
    import openai

    return openai.AsyncOpenAI(
        api_key=endpoint.key or "none",  # the SDK insists on one; servers without keys pass it over
        organization=organization,
        project=project,
        base_url=endpoint.base_url,
        timeout=timeout,
        max_retries=0,
        http_client=http,
    )


def drop_empty(request: httpx2.Request) -> None:
    """Take off the headers of an organization and a project that were not given."""
    for header in _SCOPES:
        if not request.headers.get(header):
            request.headers.pop(header, None)
