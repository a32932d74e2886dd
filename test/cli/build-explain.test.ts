import test from 'ava'
import { NOW, plantProject } from '../publish/build/planted-project.ts'
import { scratch } from './trustctl.ts'

test('trustctl build --twice --explain: what differs is named, with its mend', async (t) => {
  const plan =
    'if hook == "wheel":\n    import os\n    open("acme_pay.py", "w").write("ID = %r\\n" % os.urandom(16).hex())\n'
  const { folder, project } = await plantProject(t, plan)
  const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, PIP_TRUST_HOME: folder }
  const { json } = await scratch(t, { cwd: project, env, now: () => NOW })
  const { code, value } = await json('build', '--twice', '--explain', '--only', 'wheel')
  t.is(code, 21)
  t.like(value, {
    explained: [
      {
        file: 'acme_pay-1.0-py3-none-any.whl',
        grade: 'different',
        differences: [{ kind: 'random', part: 'content', count: 1, members: [{ name: 'acme_pay.py' }] }],
      },
    ],
  })
})
