export { type Cost, costOf, type PricedCall } from './cost-of.ts';
export { type CostSum, sumCosts } from './sum-costs.ts';
export { tableVersion } from './table-version.ts';
