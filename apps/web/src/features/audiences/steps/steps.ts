/* The steps that exist now; the others keep their places and come with their parts. */
export const steps = [
  { name: 'rules', label: 'Rules' },
  { name: 'review', label: 'Review' },
] as const;

export type StepName = (typeof steps)[number]['name'];

export function stepOf(text: string): StepName {
  return steps.find((step) => step.name === text)?.name ?? 'rules';
}
