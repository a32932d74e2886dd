import * as v from 'valibot'

const MAX_SERVICES = 16
const MAX_OPERATOR_LENGTH = 256

const Moment = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text) / 1000),
  v.finite(),
)
const Service = v.looseObject({
  url: v.pipe(v.string(), v.maxLength(2000)),
  majorApiVersion: v.number(),
  validFor: v.optional(v.looseObject({ start: v.optional(Moment), end: v.optional(Moment) }), {}),
  operator: v.optional(v.pipe(v.string(), v.maxLength(MAX_OPERATOR_LENGTH)), ''),
})

/** Services of one kind. */
export const Services = v.optional(v.pipe(v.array(Service), v.maxLength(MAX_SERVICES)), [])
/** How many of them are used. Without it all are: none that the instance counts on is left out. */
export const Selection = v.optional(
  v.variant('selector', [
    v.looseObject({ selector: v.literal('ALL') }),
    v.looseObject({ selector: v.literal('ANY') }),
    v.looseObject({
      selector: v.literal('EXACT'),
      count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_SERVICES)),
    }),
  ]),
  { selector: 'ALL' },
)

type Service = v.InferOutput<typeof Service>

/**
 * The services that are in force (`now` in seconds), of the newest version that is spoken, one of each operator: of several the one
 * that began last (sigstore/protobuf-specs `sigstore_trustroot.proto`, `SigningConfig`).
 */
export function inForce(
  services: readonly Service[],
  versions: readonly number[],
  now: number,
): readonly Service[] {
  const usable = services
    .filter(({ majorApiVersion }) => versions.includes(majorApiVersion))
    .filter(({ validFor: { start = 0, end = Number.POSITIVE_INFINITY } }) => now >= start && now <= end)
    .toSorted((a, b) => (b.validFor.start ?? 0) - (a.validFor.start ?? 0))
  const newest = Math.max(...usable.map(({ majorApiVersion }) => majorApiVersion))
  const ofNewest = usable.filter(({ majorApiVersion }) => majorApiVersion === newest)
  return ofNewest.filter(
    ({ operator }, at) => ofNewest.findIndex((each) => each.operator === operator) === at,
  )
}

/** As many of them as the selection names; null where there are fewer. */
export function selected(
  services: readonly Service[],
  selection: v.InferOutput<typeof Selection>,
): readonly Service[] | null {
  switch (selection.selector) {
    case 'ALL':
      return services
    case 'ANY':
      return services.slice(0, 1)
    case 'EXACT':
      return services.length < selection.count ? null : services.slice(0, selection.count)
  }
}
