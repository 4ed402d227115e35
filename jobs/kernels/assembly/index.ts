export { permute, prospectiveMaximum, setUpProspective } from './prospective'
export { retrospectiveMaximum, setUpRetrospective } from './retrospective'
export { clearReplicates, drawIndividuals, drawOverLocations, setUpSpatial, spatialMaxima } from './spatial'
export { setUpWalk } from './walk'
