#!/usr/bin/python3 -B
"""Completion scripts are loaded by the shells they are for, and complete what sipprobe takes.

Usage: sipprobe_completion.py SIPPROBE

bash is asked here for completions of whole lines. zsh and fish are asked only whether they can read theirs, and only
where they are installed.
"""

import re
import shutil
import subprocess
import sys
import unittest

SIPPROBE = None

# What readline does, without a terminal: the words of the line, split at "=" too, are handed to the function.
ASK = r"""
source <("$1" completion bash) || exit 1
shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_sipprobe 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
"""


def script(shell):
    return subprocess.run([SIPPROBE, "completion", shell], capture_output=True, text=True, check=True, timeout=30).stdout


def complete(*words):
    done = subprocess.run(["bash", "--norc", "-c", ASK, "bash", SIPPROBE, "sipprobe", *words], capture_output=True,
                          text=True, check=True, timeout=30)
    return set(done.stdout.split())


def long_options(*command):
    text = subprocess.run([SIPPROBE, *command, "--help"], capture_output=True, text=True, check=True, timeout=30).stdout
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.M))


class Completion(unittest.TestCase):
    def test_bash_completes_commands_and_options(self):
        self.assertEqual(complete("w"), {"watch"})
        self.assertEqual(complete("--kubec"), {"--kubeconfig"})
        self.assertEqual(complete("watch", "--int"), {"--interval"})
        self.assertEqual(complete("sweep", "--int"), set())
        self.assertEqual(complete("completion", ""), {"bash", "zsh", "fish", "--help"})
        self.assertIn("nodeport-local-endpoint", complete("explain", "nodeport-local"))
        self.assertEqual(complete("explain", "dead"), {"dead-node"})

    def test_bash_completes_values(self):
        self.assertEqual(complete("--tls", "a"), {"auto", "always"})
        self.assertEqual(complete("--tls", "=", "a"), {"auto", "always"})
        self.assertEqual(complete("--tls", "="), {"auto", "always", "never"})
        self.assertEqual(complete("-o", "ju"), {"junit"})
        self.assertEqual(complete("--context", "a"), set())
        self.assertIn("/etc/passwd", complete("--baseline", "/etc/pass"))
        self.assertIn("/etc/passwd", complete("merge", "/etc/pass"))

    def test_bash_knows_every_option_of_every_command(self):
        for command in ((), ("sweep",), ("watch",), ("diff",), ("merge",), ("explain",), ("targets",), ("completion",)):
            with self.subTest(command):
                self.assertEqual(complete(*command, "--"), long_options(*command))

    def test_every_shell_names_every_option(self):
        for shell in ("bash", "zsh", "fish"):
            text = script(shell)
            for option in long_options() | long_options("watch"):
                with self.subTest(shell=shell, option=option):
                    name = option if shell != "fish" else f"-l {option[2:]} "
                    self.assertIn(name, text)

    def test_shells_can_read_their_scripts(self):
        for shell in ("bash", "zsh", "fish"):
            if shutil.which(shell):
                with self.subTest(shell):
                    done = subprocess.run([shell, "-n"], input=script(shell), capture_output=True, text=True,
                                          check=False, timeout=30)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_another_shell_is_an_error(self):
        done = subprocess.run([SIPPROBE, "completion", "tcsh"], capture_output=True, text=True, check=False, timeout=30)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    SIPPROBE = sys.argv.pop(1)
    unittest.main()
