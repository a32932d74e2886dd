export { findInterpreters, type Interpreter } from './interpreters.ts'
export { pairName, pairTable, PIPS, type Cell, type Pair, type PipVersion } from './pairs.ts'
export { endParts, gone, isAlive, pidOf, processesOf, signalPart, type Resident } from './processes.ts'
export {
  inheritedEnvironment,
  mustRun,
  runCommand,
  type CommandOptions,
  type CommandResult,
} from './run-command.ts'
export { createScratchHome, type GuardedResult, type RunOptions, type ScratchHome } from './scratch-home.ts'
export { freshVenv, installedIn, writePipScripts, type Venv } from './venvs.ts'
export { sampled, seededNumber, SAMPLE_SEED } from '../../sampled.ts'
export { existingPairs, samplePair } from './sample.ts'
export { openScene, served, startScene, type Scene, type SceneOptions } from './scene.ts'
export { attested, provenanceFrom, provenanceOf, trustWorld, vector, type Wish } from './evidence.ts'
export { countsOf, expectRefusal, expectSuccess, story } from './expectations.ts'
export { until } from './until.ts'
