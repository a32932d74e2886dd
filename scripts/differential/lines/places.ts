import type { Line } from '../line.ts'

const project: Readonly<Record<string, string>> = {
  'here/pyproject.toml':
    '[build-system]\nrequires = []\nbuild-backend = "here_backend"\nbackend-path = ["."]\n' +
    '[project]\nname = "here"\nversion = "1.0"\n[dependency-groups]\ntest = ["beta"]\n',
  'here/here.py': 'WORD = 1\n',
  'here/here_backend.py': `import os, zipfile
INFO = 'here-1.0.dist-info'
METADATA = 'Metadata-Version: 2.1\\nName: here\\nVersion: 1.0\\n\\n'
WHEEL = 'Wheel-Version: 1.0\\nGenerator: here\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'
def build_wheel(folder, config_settings=None, metadata_directory=None, text='WORD = 1\\n', at='here.py'):
    name = 'here-1.0-py3-none-any.whl'
    with zipfile.ZipFile(os.path.join(folder, name), 'w') as wheel:
        wheel.writestr(at, text)
        wheel.writestr(INFO + '/METADATA', METADATA)
        wheel.writestr(INFO + '/WHEEL', WHEEL)
        wheel.writestr(INFO + '/RECORD', at + ',,\\n' + ''.join('%s/%s,,\\n' % (INFO, n) for n in ('METADATA', 'WHEEL', 'RECORD')))
    return name
def build_editable(folder, config_settings=None, metadata_directory=None):
    return build_wheel(folder, text=os.getcwd() + '\\n', at='here.pth')
`,
}

/** Local wheels, sdists and folders, direct addresses, version control. */
export const placeLines: readonly Line[] = [
  {
    run: 'curl -sO --cacert {ca} {files}/beta-1.0-py3-none-any.whl && pip install ./beta-1.0-py3-none-any.whl',
  },
  { run: 'curl -sO --cacert {ca} {files}/delta-1.0.zip && pip install ./delta-1.0.zip' },
  { run: 'curl -sO --cacert {ca} {files}/gamma-1.0.tar.gz && pip install --no-deps gamma-1.0.tar.gz' },
  {
    run: 'curl -sO --cacert {ca} {files}/beta-1.0-py3-none-any.whl && pip install file://{work}/beta-1.0-py3-none-any.whl && pip freeze',
  },
  {
    run: 'curl -sO --cacert {ca} {files}/beta-1.0-py3-none-any.whl && pip install --no-index --find-links . beta',
  },
  {
    run: 'curl -sO --cacert {ca} {files}/beta-1.0-py3-none-any.whl && pip install beta',
    env: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: '{work}' },
  },
  {
    run: 'echo no wheel > beta-1.0-py3-none-any.whl; pip install ./beta-1.0-py3-none-any.whl',
    differs: ['no-archive'],
  },
  { run: 'echo no wheel > beta.whl; pip install ./beta.whl' },
  { run: 'pip install ./missing.whl' },
  { run: 'pip install ./missing-folder' },
  { run: 'mkdir empty; pip install ./empty' },
  { run: 'pip install ./here', files: project },
  { run: 'pip install -e ./here && cat {venv}/lib/python3*/site-packages/here.pth', files: project },
  { run: 'cd here && pip install . && pip show -f here', files: project },
  { run: 'pip install "here @ file://{work}/here" && pip freeze', files: project },
  { run: 'pip install "{files}/beta-1.0-py3-none-any.whl" && pip freeze' },
  { run: 'pip install "beta @ {files}/beta-1.0-py3-none-any.whl" && pip list' },
  { run: 'pip install "beta @ {files}/beta-1.0-py3-none-any.whl#sha256={sha:beta-1.0-py3-none-any.whl}"' },
  { run: 'pip install "beta @ {files}/beta-1.0-py3-none-any.whl#sha256={sha:alpha-1.0-py3-none-any.whl}"' },
  { run: 'pip install "other @ {files}/beta-1.0-py3-none-any.whl"' },
  { run: 'pip install --no-deps {files}/missing-1.0-py3-none-any.whl' },
  { run: 'pip install {files}/delta-1.0.zip' },
  {
    run: 'git init -q here && git -C here add . && git -C here -c user.name=a -c user.email=a@b commit -qm a --date 2026-01-01T00:00:00Z && pip install git+file://{work}/here && pip freeze',
    files: project,
    env: { GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' },
  },
  { run: 'pip install git+file://{work}/nowhere' },
  { run: 'pip install "git+ftp:nonsense"' },
  { run: 'pip wheel -w made ./here', files: project },
  { run: 'pip wheel -w made delta alpha' },
  { run: 'pip wheel --no-deps -w made alpha' },
  { run: 'pip wheel nu' },
  { run: 'pip download -d got alpha' },
  { run: 'pip download -d got alpha && pip download -d got alpha' },
  { run: 'pip download --no-deps delta' },
  { run: 'pip download -q gamma' },
  { run: 'pip download --no-binary :all: --no-deps mu' },
  { run: 'pip download --platform win_amd64 --python-version 312 --only-binary :all: lambda' },
  { run: 'pip download no-such-project' },
  { run: 'pip download -d got {files}/beta-1.0-py3-none-any.whl' },
  { run: 'pip install --group here/pyproject.toml:test', files: project },
  { run: 'pip install --group no-such', files: project },
  { run: 'pip lock -o - alpha' },
  { run: 'pip lock -r needs.txt && cat pylock.toml', files: { 'needs.txt': 'alpha\ndelta\n' } },
  { run: 'pip lock alpha -o pylock.toml -q && pip install -r pylock.toml' },
]
