from gateway.device import Device
from gateway.serial import open_port

__version__ = "1.0"
