"""Chromium over its DevTools protocol, and what is expected of a page."""
import json
import os
import signal
import subprocess
import time
import urllib.request

import websocket

found = []
done = []


def expect(said, holds, shown=""):
    (done if holds else found).append(f"{said}{f': {shown}' if shown and not holds else ''}")


def run(program, *arguments, code=0):
    ran = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    expect(f"miqyas {arguments[0]} ends with {code}", ran.returncode == code, ran.stderr[-600:])
    return ran.stdout


class Browser:
    def __init__(self, chromium, profile):
        command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                   "--remote-debugging-port=0", "--remote-allow-origins=*", "--window-size=1280,900", "about:blank"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                        start_new_session=True)
        port = next(line.split("127.0.0.1:")[1].split("/")[0] for line in self.process.stderr if "DevTools listening" in line)
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(address, timeout=60)
        self.turn, self.events = 0, []
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self.call(f"{domain}.enable")

    def call(self, method, **values):
        self.turn += 1
        self.socket.send(json.dumps({"id": self.turn, "method": method, "params": values}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.turn:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def run(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description"))
        return result["result"].get("value")

    def until(self, script, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(script):
                return True
            time.sleep(0.02)
        return False

    def open(self, path):
        self.call("Page.navigate", url=path.as_uri())
        expect(f"{path.name} opens", self.until("document.documentElement?.classList.contains('ready')"))

    def text(self, selector):
        return self.run(f"document.querySelector({json.dumps(selector)}).textContent")

    def serious(self, axe):
        """What axe-core, once it is in the page, finds serious or critical."""
        self.run(f"window.axe || (() => {{ {axe} }})(); 0")
        violations = json.loads(self.run("axe.run(document).then((result) => JSON.stringify(result.violations))"))
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations if one["impact"] in ("serious", "critical")]

    def type(self, keys):
        for key in keys:
            self.call("Input.dispatchKeyEvent", type="keyDown", **key)
            self.call("Input.dispatchKeyEvent", type="keyUp", **{name: key[name] for name in key if name != "text"})

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def complaints(self):
        """What went wrong in the page, and what it asked of the network."""
        said = []
        for event in self.events:
            method, values = event["method"], event.get("params", {})
            if method == "Runtime.exceptionThrown":
                said.append(values["exceptionDetails"]["exception"].get("description", "exception"))
            elif method == "Runtime.consoleAPICalled" and values["type"] in ("error", "warning"):
                said.append(str(values["args"]))
            elif method == "Log.entryAdded" and values["entry"]["level"] in ("error", "warning"):
                said.append(values["entry"]["text"])
            elif method == "Page.javascriptDialogOpening":
                said.append(f"dialogue: {values['message']}")
            elif method == "Network.requestWillBeSent":
                address = values["request"]["url"]
                if not address.startswith(("file:", "blob:", "data:")):
                    said.append(f"request: {address}")
        return said
