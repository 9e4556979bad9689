"""The fixed words in which we write what is missing of a capture, and what programs complain of.

Each stands here as it is written, from end to end; what stands between two of them (an address, a
file's own words in a complaint) was said by others and is searched.
"""

import re

_SAID = """
# by # pixels are too many
# by # pixels are too many to be drawn here
# bytes follow an answer that has no body
# bytes follow the last chunk
a 7-Zip archive
a certificate that leads to nobody on the list of makers of this office (sha256
a certificate that leads to the list of makers of this office (sha256
a live connection (WebSocket) is not recorded
a part of the picture is cut, or its end is missing
a program of Linux
a program of Windows
a redirect that cannot be read
a redirect was not followed:
a redirect was not followed: host
a view could not be taken:
a web page with scripts
a zip archive
all was asked for
an SVG is a document that draws itself; it is kept as it is and not drawn here
and nobody vouches for that name here: no list of makers is set
ask whoever has it for the whole file
cannot be read
certificate has expired
certificate is not valid for
certificate is not yet valid
certificate verify failed
check its spelling
Connection refused
Connection reset by peer
Content-Length is not one number
Content-Length says # bytes, # came
drawing it was stopped
exiftool gives no answer:
exiftool was stopped: it took too long, or too much memory
exiftool:
ffprobe complains:
has no address
Hostname mismatch
install khronika[media]
Invalid: the statement, signed as
IP address mismatch
is a name of a private network; it is not asked
is changed or of other bytes
is no host name
it breaks off:
it calls other hosts when it is opened
it could not be looked at
it does not say which
it ends before the picture begins
it holds # films: the first one is looked at, and goes into a redacted copy
it holds # tracks of sound: the first one is looked at, and goes into a redacted copy
it holds scripts: do not open it in a browser
it is empty: it holds no byte
it is not asked (KHRONIKA_ALLOW_PRIVATE_HOSTS lists exceptions)
it may carry a statement of origin (C2PA), which was not read:
it says that it has # bytes and has #
it took too long, or too much memory
its bytes are those of no film or picture that is known here
its form is none that is opened here
its last part says # bytes and has fewer
its statement of origin (C2PA) cannot be read:
its statement of origin (C2PA) has an unknown form
its statement of origin (C2PA) is kept at
khronika[c2pa] is not installed
KHRONIKA_C2PA_ROOTS
KHRONIKA_TSA_URLS
lies on a private network
more than # bytes; not looked at
no answer
no answer came
no answer from the name system
no answer in time
no connection
no document came
no film or picture that opens
no film was found on the page
no frame can be decoded
no frame in it
no handshake under this system's rules
no PDQ: the library that hashes pictures is missing (khronika[media])
no picture in it
no picture that opens
no reason given
no second answer:
no time left
no time-stamp authority is set
not recorded
nothing came for # seconds
programs may disagree about what it is; open it in nothing but a picture or film viewer
self-signed certificate
self-signed certificate in certificate chain
so nobody vouches for that name
statements of origin are judged without a list of makers:
the answer is cut (disconnect):
the answer is cut (length):
the answer is cut (time):
the answer is cut (unspecified):
the body ended before its last chunk
the browser stopped:
the chunks of the body are damaged
the connection broke
the connection ended within the header
the file changed while it was read; capture it again
the header has no end
the header took more than # seconds
the index of its frames (moov) is not there: it breaks off, or was never closed;
the index of its frames (moov), without which no program finds them, is not there
the limit of # bytes was reached
the limit of # seconds was reached
the list says who may sign, never that the scene was real
the mark of the picture's end is missing
the page did not ask for this
the page did not come to rest:
the proxy cannot be reached
the proxy ended the connection
the proxy gives no connection:
the redirects go round in a circle
the redirects have no end; stopped after #
the server sent a part only
try again
try again later
unable to get local issuer certificate
unable to verify the first certificate
Valid: the statement is whole and of these bytes; it is signed as
what came is not HTTP
which was not asked
yt-dlp ended with #
yt-dlp was stopped after # seconds
""".strip().splitlines()
_SENTENCES = re.compile(
    r"(?<![\w.@/%+-])(?:"
    + "|".join(
        re.escape(one).replace(r"\#", r"\d+") for one in sorted(_SAID, key=len, reverse=True)
    )
    + r")(?![\w@/%+-])"
)


def without_sentences(said: str) -> str:
    """Answer what of a reason or complaint we did not write ourselves.

    >>> without_sentences("a redirect was not followed: host oda.example has no address")
    '  host oda.example  '
    """
    return _SENTENCES.sub(" ", said)
