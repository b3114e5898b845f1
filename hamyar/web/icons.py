"""Line icons drawn for this product: 24 by 24, one stroke, the colour of the text around them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: dict[str, str] = {
    "brand": (
        '<path d="M3 11 12 3.5 21 11"/><circle cx="8.6" cy="13" r="1.7"/><circle cx="15.4" cy="13" r="1.7"/>'
        '<path d="M5 20a3.5 3.5 0 0 1 7 0 3.5 3.5 0 0 1 7 0"/>'
    ),
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "user": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "people": (
        '<circle cx="9" cy="8.5" r="3.2"/><path d="M2.8 19.5a6.2 6.2 0 0 1 12.4 0"/>'
        '<path d="M15.2 5.6a3.2 3.2 0 0 1 0 5.8M17.6 14.2a6.2 6.2 0 0 1 3.6 5.3"/>'
    ),
    "home": '<path d="M3.5 11 12 4l8.5 7"/><path d="M6 9.5V20h12V9.5M10 20v-5h4v5"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M14 3.5V8h4.5M9 12.5h6.5M9 16h6.5"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "clock": '<circle cx="12" cy="12" r="8.2"/><path d="M12 7.3V12l3.2 2"/>',
    "phone": '<rect x="7" y="3" width="10" height="18" rx="2.2"/><path d="M11 17.8h2"/>',
    "print": '<path d="M7 9V3.8h10V9M7 17H4.5V9h15v8H17"/><path d="M7.5 14h9v6.2h-9z"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"/>',
    "upload": '<path d="M12 15.5v-11M7.5 8.5 12 4l4.5 4.5M4.5 20h15"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "check": '<path d="m5 12.5 4.6 4.6L19.2 7.4"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "edit": '<path d="m4.5 19.5.9-4L15.8 5.1l3.1 3.1L8.5 18.6z"/><path d="m13.6 7.3 3.1 3.1"/>',
    "filter": '<path d="M4 6h16l-6.2 7.3V19l-3.6-1.8v-3.9z"/>',
    "inbox": '<path d="M4 13.5 6.8 5h10.4l2.8 8.5V19H4z"/><path d="M4 13.5h4.8l1.2 2.3h4l1.2-2.3H20"/>',
    "scale": '<path d="M12 4v16M7.5 20h9M5 7h14"/><path d="m5 7-2.5 6h5zM19 7l-2.5 6h5z"/>',
    "next": '<path d="m14.5 6-6 6 6 6"/>',
    "previous": '<path d="m9.5 6 6 6-6 6"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "success": '<circle cx="12" cy="12" r="8.5"/><path d="m8.2 12.3 2.6 2.6 5-5.3"/>',
    "warn": '<path d="M12 4 2.8 19.8h18.4z"/><path d="M12 10v4.6M12 17.1v.1"/>',
    "danger": '<path d="M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3z"/><path d="M12 8v4.8M12 15.9v.1"/>',
}


def icon(name: str) -> SafeString:
    """The icon as markup. It is ornament: the words beside it, or the control's label, say the same."""
    return format_html(
        # Said here and not in the style sheet: the library that writes PDF files reads strokes from attributes only.
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(PATHS[name]),  # noqa: S308 - our own constant
    )
