export enum Kind { Circle, Square }
export interface Shape { kind: Kind; size: number }
export const area = ({ kind, size }: Shape): number => (kind === Kind.Square ? size ** 2 : Math.PI * size ** 2);
