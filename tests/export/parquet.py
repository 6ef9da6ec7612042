"""A small reader of flat Parquet files, written from the format's description, for the tests: plain values, optional columns, no compression."""
import struct


class Thrift:
    """The compact protocol: a struct becomes a dict of field numbers."""
    def __init__(self, data, at):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        n = shift = 0
        while True:
            b = self.byte()
            n |= (b & 0x7f) << shift
            shift += 7
            if b < 0x80:
                return n

    def value(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind in (4, 5, 6):
            n = self.varint()
            return (n >> 1) ^ -(n & 1)
        if kind == 8:
            n = self.varint()
            self.at += n
            return self.data[self.at - n:self.at]
        if kind == 9:
            head = self.byte()
            n = head >> 4 if head >> 4 != 15 else self.varint()
            return [self.value(head & 15) for _ in range(n)]
        if kind == 12:
            return self.struct()
        raise ValueError(f'Thrift type {kind}')

    def struct(self):
        fields, last = {}, 0
        while True:
            head = self.byte()
            if not head:
                return fields
            last += head >> 4
            assert head >> 4, 'a long field number'
            fields[last] = self.value(head & 15)


def levels(data, n):
    """Definition levels of one bit: runs, or groups of packed bits."""
    out, reader = [], Thrift(data, 0)
    while len(out) < n:
        head = reader.varint()
        if head & 1:
            for _ in range(head >> 1):
                b = reader.byte()
                out += [b >> k & 1 for k in range(8)]
        else:
            out += [reader.byte()] * (head >> 1)
    return out[:n]


def values(kind, data, n):
    if kind == 0:
        return [bool(data[k // 8] >> k % 8 & 1) for k in range(n)], (n + 7) // 8
    if kind in (1, 2, 5):
        size, code = {1: (4, 'i'), 2: (8, 'q'), 5: (8, 'd')}[kind]
        return list(struct.unpack(f'<{n}{code}', data[:n * size])), n * size
    out, at = [], 0
    for _ in range(n):
        size = struct.unpack_from('<I', data, at)[0]
        out.append(data[at + 4:at + 4 + size].decode())
        at += 4 + size
    return out, at


def read(data):
    """(names, rows, row groups) of a file's bytes; raises where the file breaks the format."""
    assert data[:4] == data[-4:] == b'PAR1', 'no PAR1 at an end'
    size = struct.unpack('<I', data[-8:-4])[0]
    foot = Thrift(data, len(data) - 8 - size)
    meta = foot.struct()
    assert foot.at == len(data) - 8, 'the footer has another length'
    root, *columns = meta[2]
    assert root[5] == len(columns)
    names = [c[4].decode() for c in columns]
    table = [[] for _ in columns]
    end = 4
    for group in meta[4]:
        assert len(group[1]) == len(columns)
        for k, chunk in enumerate(group[1]):
            info = chunk[3]
            assert info[3] == [columns[k][4]] and info[1] == columns[k][1] and info[4] == 0 and info[5] == group[3]
            assert info[9] == end, 'chunks do not follow each other'
            page = Thrift(data, info[9])
            head = page.struct()
            assert head[1] == 0 and head[2] == head[3] and page.at + head[2] == info[9] + info[7]
            body = data[page.at:page.at + head[2]]
            n_levels = struct.unpack_from('<I', body)[0]
            present = levels(body[4:4 + n_levels], head[5][1])
            got, used = values(info[1], body[4 + n_levels:], sum(present))
            assert 4 + n_levels + used == len(body), 'bytes behind the values'
            each = iter(got)
            table[k] += [next(each) if p else None for p in present]
            end = info[9] + info[7]
    assert end == len(data) - 8 - size and all(len(c) == meta[3] for c in table)
    return names, list(zip(*table)), len(meta[4])
