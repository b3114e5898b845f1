"""The devices of a member of staff: the one in the hand, and the authenticator that proves who holds it."""

import base64
from binascii import unhexlify
from typing import Any

import segno
from django_otp.plugins.otp_totp.models import TOTPDevice

_BROWSERS = (("Edg", "اج"), ("OPR", "اپرا"), ("Firefox", "فایرفاکس"), ("Chrome", "کروم"), ("Safari", "سافاری"))
_SYSTEMS = (
    ("Android", "اندروید"), ("iPhone", "آیفون"), ("iPad", "آی‌پد"), ("Windows", "ویندوز"), ("Mac OS", "مک"), ("Linux", "لینوکس"),
)  # fmt: skip


def described(user_agent: str) -> str:
    """Which kind of device asks: «کروم در اندروید». Enough to know one's own, too little to follow anybody."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "مرورگر ناشناس")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "دستگاه ناشناس")
    return f"{browser} در {system}"


def confirmed(user: Any) -> TOTPDevice | None:
    """The authenticator that the user has proven to hold."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found


def to_set_up(user: Any) -> TOTPDevice:
    """An authenticator that waits for its first code; the same one until it is confirmed."""
    waiting: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, confirmed=False, name="برنامهٔ رمزساز")


def picture(device: TOTPDevice) -> str:
    """The square to be scanned, as an address of data that the page's policy allows."""
    square: str = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3, light="#fff")
    return square


def key_to_type(device: TOTPDevice) -> str:
    """The secret for those who cannot scan, in groups of four."""
    key = base64.b32encode(unhexlify(device.key)).decode().rstrip("=")
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
