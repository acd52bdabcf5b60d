import type { EventFields } from '../events/event.ts';

/** Fields that a mapper made from a copied payload: they need no copy of their own. */
export class MappedFields {
  readonly fields: EventFields;

  constructor(fields: EventFields) {
    this.fields = fields;
  }
}
