/** A hundred of the projects that are installed most, by the names that indexes give them. */
export const POPULAR_PROJECTS: readonly string[] = `
aiohttp aiosignal annotated-types anyio attrs awscli beautifulsoup4 boto3 botocore cachetools certifi cffi
charset-normalizer click colorama coverage cryptography decorator deprecated distlib dnspython docutils et-xmlfile
exceptiongroup fastapi filelock flask frozenlist fsspec google-api-core google-auth google-cloud-storage
googleapis-common-protos greenlet grpcio grpcio-status h11 httpcore httpx idna importlib-metadata iniconfig isodate
itsdangerous jinja2 jmespath jsonschema lxml markdown-it-py markupsafe mdurl more-itertools msgpack multidict networkx
numpy oauthlib openpyxl packaging pandas pillow pip platformdirs pluggy propcache proto-plus protobuf psutil pyarrow
pyasn1 pyasn1-modules pycparser pydantic pydantic-core pygments pyjwt pyparsing pytest python-dateutil
python-dotenv pytz pyyaml referencing regex requests requests-oauthlib rich rpds-py rsa s3transfer scipy setuptools six
sniffio sqlalchemy tomlkit tqdm typing-extensions urllib3 wheel
`
  .trim()
  .split(/\s+/)
