import type { Line } from '../line.ts'

const hashed = (line: string, filename: string): string => `${line} --hash=sha256:{sha:${filename}}\n`
const good =
  hashed('alpha==1.0', 'alpha-1.0-py3-none-any.whl') + hashed('beta==1.0', 'beta-1.0-py3-none-any.whl')

/** Requirements and constraints files, hashes. */
export const requirementLines: readonly Line[] = [
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '# of a person\nalpha\n\ndelta  # an sdist\n' } },
  { run: 'pip install -r missing.txt' },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '-r more.txt\n', 'more.txt': 'beta\n' } },
  {
    run: 'pip install -r needs.txt',
    files: { 'needs.txt': '-r needs.txt\nbeta\n' },
    differs: ['recursion'],
    differsOn: ({ pip }) => pip === '21.3.1',
  },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': 'alpha\n--frobnicate\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': 'alpha ===\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': 'beta \\\n  >=1\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '${THING}\n' }, env: { THING: 'beta' } },
  {
    run: 'pip install -r needs.txt',
    files: { 'needs.txt': '--index-url {index}\nbeta\n' },
    env: { PIP_INDEX_URL: null },
  },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '--extra-index-url {base}/second/\nbeta\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '--no-binary :all:\ndelta\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': '--pre\nepsilon\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': 'beta==1.0\nbeta==2.0\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': 'beta\nbeta>=1\n' } },
  { run: 'pip install -r {base}/needs.txt' },
  { run: 'pip install -r {base}/no-needs.txt' },
  { run: 'pip install -c caps.txt epsilon', files: { 'caps.txt': 'epsilon<2\n' } },
  { run: 'pip install -c caps.txt eta', files: { 'caps.txt': 'epsilon==2.0\n' } },
  { run: 'pip install -c missing.txt eta' },
  { run: 'pip install epsilon', files: { 'caps.txt': 'epsilon<1.1\n' }, env: { PIP_CONSTRAINT: 'caps.txt' } },
  { run: 'pip install --require-hashes -r needs.txt', files: { 'needs.txt': good } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': good } },
  {
    run: 'pip install --require-hashes -r needs.txt',
    files: { 'needs.txt': hashed('alpha==1.0', 'alpha-1.0-py3-none-any.whl') },
  },
  {
    run: 'pip install --require-hashes -r needs.txt',
    files: { 'needs.txt': hashed('beta==1.0', 'alpha-1.0-py3-none-any.whl') },
  },
  {
    run: 'pip install --require-hashes -r needs.txt',
    files: { 'needs.txt': hashed('beta', 'beta-1.0-py3-none-any.whl') },
  },
  { run: 'pip install --require-hashes -r needs.txt', files: { 'needs.txt': 'beta==1.0\n' } },
  { run: 'pip install -r needs.txt', files: { 'needs.txt': 'beta==1.0 --hash=sha256:zz\n' } },
  { run: 'pip install --no-deps --require-hashes beta' },
  { run: 'pip download -d got -r needs.txt', files: { 'needs.txt': good } },
  { run: 'pip wheel -w made -r needs.txt', files: { 'needs.txt': 'delta\n' } },
]
