export const y = 1; export default "y";
