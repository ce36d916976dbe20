#!/usr/bin/env python3
"""An RTSP camera for tests: GStreamer's RTSP server with a moving ball, encoded as it is asked for.

    rtsp_server.py [--port N] [--address A] [--codec h264|h265|jpeg] [--size WxH] [--fps N] [--sub-size WxH]
                   [--user U --password P]

Serves rtsp://ADDRESS:PORT/test, and /sub where there is a sub-size. Prints "ready PORT" when it does; a port of 0 is
one that is free. The line "stop /PATH" on its standard input ends that stream, and who watches it is put out; the end
of the standard input ends it all, so that it does not outlive who started it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402 - only after the versions are named

# A key frame each second, and no picture that waits for a later one.
ENCODERS = {
    "h264": "openh264enc gop-size={fps} bitrate=500000 ! rtph264pay name=pay0 config-interval=1",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast key-int-max={fps}"
    " ! rtph265pay name=pay0 config-interval=1",
    "jpeg": "jpegenc ! rtpjpegpay name=pay0",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="0")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--codec", choices=sorted(ENCODERS), default="h264")
    parser.add_argument("--size", default="320x240")
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--sub-size")
    parser.add_argument("--user")
    parser.add_argument("--password")
    arguments = parser.parse_args()

    Gst.init(None)
    encoder = ENCODERS[arguments.codec].format(fps=arguments.fps)
    element = encoder.split(" ", 1)[0]
    if Gst.ElementFactory.find(element) is None:
        sys.exit(f"rtsp_server: GStreamer has no {element} here")
    server = GstRtspServer.RTSPServer()
    server.set_address(arguments.address)
    server.set_service(arguments.port)
    sizes = {"/test": arguments.size, "/sub": arguments.sub_size}
    streams = {path: stream(size, arguments.fps, encoder) for path, size in sizes.items() if size}
    if arguments.user:
        protect(server, streams.values(), arguments.user, arguments.password)
    for path, factory in streams.items():
        server.get_mount_points().add_factory(path, factory)
    if server.attach(None) == 0:
        sys.exit(f"rtsp_server: cannot listen on {arguments.address}:{arguments.port}")
    loop = GLib.MainLoop()
    watch_standard_input(server, loop)
    print("ready", server.get_bound_port(), flush=True)
    loop.run()


def stream(size: str, fps: int, encoder: str) -> GstRtspServer.RTSPMediaFactory:
    """A ball that moves."""
    width, height = size.split("x")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(True)
    factory.set_launch(
        f"( videotestsrc is-live=true pattern=ball ! video/x-raw,width={width},height={height},"
        f"framerate={fps}/1,format=I420 ! {encoder} )"
    )
    return factory


def watch_standard_input(server: GstRtspServer.RTSPServer, loop: GLib.MainLoop) -> None:
    """Ends a stream when told so, and the loop when nobody is left to tell; a client is known by the path it plays."""
    watched: dict[str, list[GstRtspServer.RTSPClient]] = {}

    def plays(client: GstRtspServer.RTSPClient, context: GstRtspServer.RTSPContext) -> None:
        watched.setdefault(context.uri.abspath.rstrip("/"), []).append(client)

    def told(channel: GLib.IOChannel, _condition: GLib.IOCondition) -> bool:
        line = channel.readline()
        if not line:
            loop.quit()
        words = line.split()
        if len(words) == 2 and words[0] == "stop":
            server.get_mount_points().remove_factory(words[1])
            for client in watched.pop(words[1], []):
                client.close()
        return bool(line)

    server.connect("client-connected", lambda _server, client: client.connect("play-request", plays))
    GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, told)


def protect(
    server: GstRtspServer.RTSPServer,
    factories: Iterable[GstRtspServer.RTSPMediaFactory],
    user: str,
    password: str,
) -> None:
    """Lets only the user in, by the digest scheme, as most cameras do."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(2)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    for factory in factories:
        factory.set_permissions(permissions)


if __name__ == "__main__":
    main()
