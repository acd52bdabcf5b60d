import { findAnomalies } from './find-anomalies.ts';
import { loadTable } from './load-table.ts';
import type { PluginFunction } from './plugin.ts';
import { saveTable } from './save-table.ts';
import { summarise } from './summarise.ts';

/** The code of each plugin, by the name in its YAML file. */
export const implementations: Readonly<Record<string, PluginFunction>> = {
  load_table: loadTable,
  find_anomalies: findAnomalies,
  summarise,
  save_table: saveTable,
};
