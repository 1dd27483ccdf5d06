"""`rolecall watch` on a terminal of our own. Argument: the program; the plane is that of the environment."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


class Watch:
    def __init__(self, program, rows=24, columns=140):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execv(program, [program, "watch"])
        self.resize(rows, columns)
        self.text = ""

    def resize(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, wanted, seconds=10):
        """What is drawn until this text is there."""
        end = time.monotonic() + seconds
        self.text = ""
        while wanted not in self.text:
            if time.monotonic() > end or not select.select([self.terminal], [], [], 1)[0] and time.monotonic() > end:
                expect("'%s' is shown" % wanted, False)
            try:
                self.text += os.read(self.terminal, 65536).decode()
            except OSError:
                expect("'%s' is shown before the end" % wanted, False)
        return self.text

    def press(self, keys):
        os.write(self.terminal, keys.encode())

    def end(self):
        rest = ""
        try:
            while piece := os.read(self.terminal, 65536):
                rest += piece.decode()
        except OSError:
            pass
        return rest, os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def expect(claim, good):
    print(("good: " if good else "WRONG: ") + claim)
    if not good:
        sys.exit(1)


LEAVE = "\x1b[?1049l"
watch = Watch(sys.argv[1])
shown = watch.until("secretsmanager:GetSecretValue")
expect("it has a screen of its own", "\x1b[?1049h" in shown)
expect("denials stand first", shown.index("DENIALS") < shown.index("GetSecretValue"))
# The last denial is that of the reports; the secret's is further down.
for _ in range(20):
    watch.press("j")
    time.sleep(0.25)
    if "> " in (frame := watch.until("q quit")) and "GetSecretValue" in frame[frame.rindex("> "):][:60]:
        break
watch.press("\r")
expect("Enter explains", "permissions" in watch.until("Esc back", 20).lower())
watch.press("f")
expect("f shows the change", "secretsmanager:GetSecretValue" in watch.until("Esc back", 20))
watch.press("q")
watch.until("REQUESTS")
watch.resize(10, 60)
expect("it fits a smaller terminal", max(len(line.split("\x1b")[0]) for line in watch.until("q quit").split("\r\n")) <= 60)
watch.press("q")
rest, code = watch.end()
expect("q puts the terminal back", LEAVE in rest and "\x1b[?25h" in rest and code == 0)

watch = Watch(sys.argv[1])
watch.until("DENIALS")
before = termios.tcgetattr(watch.terminal)[3]
expect("keys are not echoed", not before & termios.ECHO)
os.kill(watch.pid, signal.SIGINT)
rest, code = watch.end()
expect("so does Ctrl-C", LEAVE in rest and code == 0)
