"""A strict reader of the text format in which Prometheus is given metrics, version 0.0.4."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
HELP = re.compile(rf"# HELP ({NAME}) (\S.*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge)")
SAMPLE = re.compile(rf"(({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})?) ([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)")


def read_exposition(text):
    """{'name{label="value"}': value}. AssertionError unless every family has HELP, then TYPE, then all of its samples,
    once; there must be no other lines."""
    assert text.endswith("\n"), "no newline at the end"
    kinds, samples, helped, family = {}, {}, None, None
    for line in text[:-1].split("\n"):
        if found := HELP.fullmatch(line):
            assert helped is None, f"HELP without TYPE: {helped}"
            helped = found[1]
            assert helped not in kinds, f"twice: {line}"
            assert family is None or any(kind_of(sample) == family for sample in samples), f"no sample: {family}"
        elif found := TYPE.fullmatch(line):
            assert found[1] == helped, f"TYPE not behind its HELP: {line}"
            assert (found[2] == "counter") == found[1].endswith("_total"), f"_total is for counters: {line}"
            kinds[helped], family, helped = found[2], helped, None
        else:
            found = SAMPLE.fullmatch(line)
            assert found, f"no line of this format: {line}"
            assert found[2] == family and helped is None, f"outside of its family: {line}"
            assert found[1] not in samples, f"twice: {line}"
            labels = re.findall(r'([a-zA-Z0-9_]+)="', found[3] or "")
            assert len(labels) == len(set(labels)), f"a label twice: {line}"
            samples[found[1]] = float(found[4])
    assert helped is None and any(kind_of(sample) == family for sample in samples), "the last family has no sample"
    return samples


def kind_of(sample):
    """A sample's family."""
    return sample.split("{")[0]
