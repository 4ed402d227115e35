/**
 * Endings by which the names of drugs say what kind they are (WHO, "The use of stems in the selection of International Nonproprietary
 * Names", 2018, and the names that laboratories give to new psychoactive drugs): a word that ends so is a drug, known or not.
 */
const STEMS = [
  'zolam',
  'zepam',
  'nitazepyne',
  'nitazepipne',
  'nitazene',
  'fentanyl',
  'fentanil',
  'orphone',
  'codone',
  'morphine',
  'codeine',
  'orphine',
  'cathinone',
  'drone',
  'ylone',
  'caine',
  'butinaca',
  'binaca',
  'pinaca',
  'inaca',
  'chmica',
  'pegaclone',
  'amphetamine',
  'amfetamine',
  'ketamine',
  'phenidate',
  'barbital',
  'gabalin',
  'azosin',
  'triptyline',
  'oxetine',
] as const

export function stemOf(name: string): string | undefined {
  return STEMS.find((stem) => name.endsWith(stem))
}

/** Drugs that exist and stand in no tree of ours: never a slip of one that does. */
export const OTHER_DRUGS: ReadonlySet<string> = new Set(
  `prazosine metoprine methyprylon methadol methadyl acetylmethadol levacetylmethadol normethadone phenadoxone propiram
  hydroxypethidine dextrorphanol levallorphan nalorphine codoxime thebacon nicomorphine nicocodeine acetyldihydrocodeine
  myrophine metopon oxymorphol hydromorphinol heterocodeine cocoa codactide caffeic
  prazitone nitrazine clozapam diclofenamide ketotifene metamfepramone cathidine
  estradiol progesterone tamoxifen letrozole anastrozole tocilizumab adalimumab infliximab
  amphotericin ampicillin cloxacillin oxacillin penicillin tetracycline minocycline
  dopamine dobutamine serotonin histamine tyramine tryptamine phenethylamine
  fentin fenethylline fenproporex mefenorex clobenzorex amineptine
  levocetirizine bilastine azelastine rupatadine mizolastine
  propofan propantheline propylthiouracil carbimazole
  bromocriptine cabergoline bromhexine ambroxol
  lorcainide lorcaserin loratidine lormetazine mexazine mescalin
  methylphenobarbital mephobarbital aprobarbital hexobarbital vinylbital
  oxprenolol pindolol timolol esmolol acebutolol celiprolol
  trandolapril fosinopril moexipril cilazapril zofenopril eprosartan azilsartan
  isradipine nimodipine nisoldipine lacidipine
  etodroxizine hydroxychlorphenamine
  risdiplam rimonabant ritonavir lopinavir darunavir efavirenz nevirapine abacavir lamivudine zidovudine dolutegravir
  zolazepam tiletamin alphaxalone alfaxalone ketorphan
  methaqualon mecloqualone afloqualone
  cannabidivarin cannabichromene cannabielsoin
  nefazodon trazodon etoperidone`
    .split(/\s+/)
    .filter((word) => word !== ''),
)
