/** The source distributions of nine back-ends that builds are tried on. */
export const PROJECTS: readonly (readonly [name: string, version: string, backend: string])[] = [
  ['six', '1.16.0', 'setuptools'],
  ['docopt', '0.6.2', 'setuptools'],
  ['cachetools', '5.5.0', 'setuptools'],
  ['pluggy', '1.5.0', 'setuptools-scm'],
  ['tabulate', '0.9.0', 'setuptools-scm'],
  ['markupsafe', '3.0.2', 'setuptools, C'],
  ['wrapt', '1.17.0', 'setuptools, C'],
  ['simplejson', '3.19.3', 'setuptools, C'],
  ['cymem', '2.0.11', 'Cython, C++'],
  ['colorama', '0.4.6', 'hatchling'],
  ['iniconfig', '2.0.0', 'hatchling'],
  ['termcolor', '2.5.0', 'hatchling'],
  ['idna', '3.10', 'flit-core'],
  ['packaging', '24.2', 'flit-core'],
  ['tomlkit', '0.13.2', 'poetry-core'],
  ['rsa', '4.9', 'poetry-core'],
  ['findpython', '0.6.2', 'pdm-backend'],
  ['dep-logic', '0.4.10', 'pdm-backend'],
  ['pycairo', '1.27.0', 'meson-python, C'],
  ['levenshtein', '0.27.5', 'scikit-build-core, C++'],
  ['rpds-py', '0.22.3', 'maturin, Rust'],
]

/** Quick ones, for a sample: pure Python alone. */
export const PURE: readonly string[] = [
  'docopt',
  'iniconfig',
  'idna',
  'rsa',
  'termcolor',
  'findpython',
  'tomlkit',
  'six',
]
