/** @jsx h */
const h = (tag: string, props: object | null, ...children: unknown[]) => `${tag}(${JSON.stringify(props)},${children})`;
export default (name: string) => <a href={name}><b>{name}</b></a>;
