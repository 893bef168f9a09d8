export type { Capability, Lacks } from './capability.js';
export { CAPABILITIES } from './capability.js';
export { contractOf } from './contract.js';
export type { Contract, ContractCase, ContractOptions, ContractTheme } from './contract.js';
export { contractModule } from './contract-module.js';
export type {
  OpenPool,
  TestedHandle,
  TestedHistogram,
  TestedIterator,
  TestedPool,
  TestedStats,
  TestedWorker,
  WholePool,
} from './tested-pool.js';
