"""What the contest may refuse, in words fit for the person refused.

A message is a Vietnamese msgid marked with `N_`; it is translated when it is shown. `{name}` parts are filled from the
keyword arguments, which are also attributes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from quiz.language import gettext


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for "translate me later"
    return message


class Refusal(Exception):
    status = 409
    message = N_("Việc này chưa làm được lúc này.")
    hint: str | None = None
    retry_after_s: int | None = None
    """When it is worth trying again, where that is a matter of seconds."""

    def __init__(self, message: str | None = None, *, hint: str | None = None, **parts: object) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.hint = hint or self.hint
        self.parts = parts

    @property
    def text(self) -> str:
        return gettext(self.message).format(**self.parts) if self.parts else gettext(self.message)


class NotFound(Refusal):
    status = 404
    message = N_("Không có gì ở đây.")
    hint = N_("Đường liên kết có thể đã cũ, hoặc trang này không dành cho bạn.")


class NotSignedIn(Refusal):
    """The person must sign in first; `door` says where."""

    status = 401
    message = N_("Bạn cần đăng nhập trước.")

    def __init__(self, door: str) -> None:
        super().__init__()
        self.door = door


class NotAllowed(Refusal):
    status = 403
    message = N_("Vai trò của bạn không làm được việc này.")


class TooMany(Refusal):
    status = 429
    message = N_("Thử quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại.")


class Invalid(Refusal):
    """Something typed cannot be taken. `errors` names each field and what to do about it."""

    status = 422
    message = N_("Có chỗ cần sửa.")

    def __init__(self, errors: dict[str, str], message: str | None = None) -> None:
        super().__init__(message)
        self.errors = errors


class Problems(dict[str, str]):
    """What is wrong with a form, field by field: gathered from several looks at it, then said all at once."""

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What is refused in here waits for the other looks. Only look in here: what was written would stay."""
        try:
            yield
        except Invalid as invalid:
            self.update(invalid.errors)

    def refuse(self) -> None:
        if self:
            raise Invalid(dict(self))
