"""Shows keys on buttons as the account that looks at them has chosen them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khronika.desk.account.keys import Keys, say_key

register = template.Library()


@register.simple_tag(takes_context=True)
def key(context: Mapping[str, Any], usual: str) -> SafeString:
    """Show the key that does what a usual key does; nothing where keys are off or it has none.

    Args:
        context: of the page.
        usual: the key as it is until somebody changes it.
    """
    own: Keys = context.get("keys") or Keys()
    chosen = own.of(str(usual))
    return format_html("<kbd>{}</kbd>", say_key(chosen)) if chosen else SafeString("")
