"""Writes `VERIFY.md`: how a stranger checks the package with tools that every system has."""

_TEXT = """\
# How to check this package without Khronika

Package {package}, format version {version}. You need a shell with `sha256sum`, `ssh-keygen`
(OpenSSH 8.1 or later) and, for time-stamps, `openssl`. Run the commands in this folder, in this
order: each rests on the one before.

1. **The bytes.** Every line must end in `OK`.

        sha256sum -c manifest-sha256.txt
        sha256sum -c tagmanifest-sha256.txt

   Files that neither list names are not of the package, except `custody.jsonl` and those in
   `proofs`, which the next steps check.

2. **The head.** `proofs/head.txt` binds all that: its first line must end in `OK`, and the two
   hashes printed by the second and third command must be equal.

        head -n 1 proofs/head.txt | sha256sum -c
        tail -n 1 custody.jsonl | sha256sum
        sed -n 2p proofs/head.txt

   Every line of `custody.jsonl` carries, as `previous`, the hash of the line before:
   `sed -n 1p custody.jsonl | sha256sum` prints what line 2 must carry. Heads of earlier lines
   stand in `proofs/head-1.txt` and so on.

3. **The signature.** It must say `Good "khronika" signature`.

        ssh-keygen -Y verify -f proofs/allowed_signers -n khronika \\
          -I '{actor}' \\
          -s proofs/head.txt.sig < proofs/head.txt

   `proofs/allowed_signers` came with the package. That the key belongs to whom you believe, you
   must learn elsewhere: ask the person for the fingerprint, or use a list of your own in its
   place. `ssh-keygen -lf FILE`, with the key in a file, prints the fingerprint.

4. **The time.** Each `proofs/head.txt.*.tsr`, where there is one, is the answer of a time-stamp
   authority (RFC 3161) over `proofs/head.txt`. ROOTS.pem holds the root certificates that you
   trust. The first command prints the time in the token; the second must print
   `Verification: OK`.

        openssl ts -reply -text -in proofs/head.txt.NAME.tsr | grep 'Time stamp:'
        openssl ts -verify -data proofs/head.txt -in proofs/head.txt.NAME.tsr -CAfile ROOTS.pem

   When the authority's certificate has expired since, judge at the time in the token:

        openssl ts -verify -data proofs/head.txt -in proofs/head.txt.NAME.tsr -CAfile ROOTS.pem \\
          -attime $(date -u -d 'TIME PRINTED ABOVE' +%s)

   `data/manifest.json` names the stamps that must be there, under `stamps`. Without a stamp the
   times in this package are the word of the machine that made it, and no more.

5. **The record of an address.** `data/raw/http.warc` holds requests and answers as received;
   `warcio check -v data/raw/http.warc` (Python package warcio) checks its own digests.

What holds when all of this holds: these bytes existed before the time in the tokens and were
collected by the holder of the key. It does not say that the page told the truth, that the server
showed the same to others, or who the holder of the key is. The signature in `proofs` is the only
thing that a forger cannot make again; compare the SHA-256 of `proofs/head.txt` with the record
that cites it where you can.
"""


def write_guide(package: str, actor: str, version: int) -> bytes:
    """Write the guide for one package.

    Args:
        package: its id.
        actor: the id under which the head is signed, as in `proofs/allowed_signers`.
        version: of the format.
    """
    return _TEXT.format(package=package, actor=actor, version=version).encode()
