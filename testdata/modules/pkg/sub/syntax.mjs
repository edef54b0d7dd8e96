export let x = ;
