"""Speaks the protocol without a network: `fake_peer.py BEHAVIOUR`; what it is asked goes to standard error."""

import json
import sys


def main() -> None:
    behaviour = sys.argv[1]
    if behaviour == "missing":
        raise ModuleNotFoundError("No module named 'fancy'")
    print(json.dumps({"ready": True, "versions": {"fake": "1.0"}}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if behaviour == "dies" and request["do"] == "turn":
            raise RuntimeError("the network is gone")
        if behaviour == "babbles":
            print("hello", flush=True)
        elif request["do"] == "turn":
            print(
                json.dumps({"periodsMs": [10.0] * request["frames"], "detections": [1] * request["frames"]}), flush=True
            )
        else:
            left = 50 if behaviour == "elsewhere" else 10
            print(json.dumps({"found": [[0, 0.8, left, 10, 100, 100]]}), flush=True)


if __name__ == "__main__":
    main()
