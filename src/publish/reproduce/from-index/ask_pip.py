"""Asks the pip that this Python has, with every setting that it has, for its indexes or for one document.

usage: ask_pip.py REQUEST, where REQUEST is a JSON file:
  {"answer": FILE}                                          its indexes
  {"answer": FILE, "url", "accept", "maxBytes", "body": FILE}  a document

FILE gets {"indexes": [URL]}, {"status", "url", "contentType"} or {"failed": WORDS}; credentials are in none of them.
"""

import json
import re
import sys

CHUNK = 65536


def without_credentials(text):
    return re.sub(r"//[^/@\s]*@", "//", text)


def indexes(options):
    if options.no_index:
        return []
    return [without_credentials(url) for url in [options.index_url] + options.extra_index_urls if url]


def leads_out_of_tls(urls):
    return urls[0].startswith("https:") and not all(url.startswith("https:") for url in urls)


def fetch(session, request):
    # As pip asks: pages are asked for anew, and files come as they are.
    headers = {"Accept-Encoding": "identity"}
    if request["accept"] is not None:
        headers = {"Accept": request["accept"], "Cache-Control": "max-age=0"}
    with session.get(request["url"], headers=headers, stream=True) as response:
        if leads_out_of_tls([each.url for each in response.history] + [response.url]):
            return {"failed": "it leads from https to an address without"}
        size = 0
        with open(request["body"], "wb") as body:
            for chunk in response.iter_content(CHUNK):
                size += len(chunk)
                if size > request["maxBytes"]:
                    return {"failed": "it has more than %d bytes" % request["maxBytes"]}
                body.write(chunk)
        return {
            "status": response.status_code,
            "url": without_credentials(response.url),
            "contentType": response.headers.get("Content-Type", ""),
        }


def ask(request):
    from pip._internal.commands import create_command

    command = create_command("download")
    options, _ = command.parse_args([])
    if "url" not in request:
        return {"indexes": indexes(options)}
    # Nobody sits here to be asked; an index whose certificate nobody vouches for says nothing; and a page that was kept
    # may be in an older form, without times.
    options.no_input = True
    options.trusted_hosts = []
    options.cache_dir = False
    with command.main_context():
        session = command.get_default_session(options)
        # An index is not to name files of this machine, neither in its pages nor by a redirect.
        session.adapters.pop("file://", None)
        return fetch(session, request)


def main(path):
    with open(path, encoding="utf-8") as file:
        request = json.load(file)
    try:
        answer = ask(request)
    except Exception as failure:
        words = re.sub(r"<[^<>]* object at 0x[0-9a-f]+>:? ?", "", "%s: %s" % (type(failure).__name__, failure))
        answer = {"failed": without_credentials(words)}
    with open(request["answer"], "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main(sys.argv[1])
