"""Where a request comes from: an address to count wrong tries by, and a short word for the device."""

import ipaddress

from fastapi import Request

DEVICES = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


def address_of(request: Request) -> str:
    """As the server resolved it (uvicorn believes trusted proxies). One IPv6 household is one /64 network."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def device_of(request: Request) -> str:
    agent = request.headers.get("user-agent", "")
    return next((device for device in DEVICES if device in agent), "")
