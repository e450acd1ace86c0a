/**
 * Scans a repository's history: every object of its database once, not the log, so that merges, stashes, notes, tags, reflogs and what
 * nothing reaches any more are all in it. What was found is then attributed: to the commits that brought it and took it away.
 */
import type { Pack } from "../../engine/pack.ts";
import type { Judged } from "../../judge/index.ts";
import { KnownSecrets } from "../../judge/known.ts";
import { LedgerSecrets } from "../../judge/ledger.ts";
import { ObjectTable } from "../../sources/git/object-table.ts";
import { RepositoryError } from "../../sources/git/error.ts";
import { listObjects } from "../../sources/git/objects.ts";
import { openAt, type Repository, type RepositoryPlaces } from "../../sources/git/repository.ts";
import { repositoryState } from "../../sources/git/repository-state.ts";
import { refuseSpecialLoose } from "../../sources/git/special-files.ts";
import { IGNORE_NAME } from "../../sources/ignore-files.ts";
import type { Collector } from "../collect.ts";
import type { Job, JobSettings } from "../job.ts";
import { answerAgain, remember, type Scanned } from "./answer.ts";
import { CommitGraph } from "./graph.ts";
import { reportCutOff, reportFolders, reportLostRefs } from "./lost.ts";
import { Memory } from "./memory.ts";
import { NumberList } from "./numbers.ts";
import { ObjectScanner } from "./object-scanner.ts";
import { Past, StalePast, writePast } from "./past.ts";
import { isPart, objectsOf, type HistoryPart } from "./part.ts";
import { findReach, type Reachability } from "./reach.ts";
import { isAsThen, openRules, type PathRules } from "./path-rules.ts";
import { report, type Results } from "./report.ts";
import { reportPacks } from "./report-packs.ts";
import { reportId } from "./rules-id.ts";
import { Secrets } from "./secrets.ts";
import { isByGit, readAll } from "./stages.ts";
import { gitPath, isStopped, shownName, type HistoryState } from "./state.ts";
import { openStore, type Store } from "./store.ts";
import { judgeText } from "./texts.ts";
import { reportMissing, type TreeFacts } from "./trees.ts";

export interface HistoryRequest {
  /** The repository. */
  places: RepositoryPlaces;
  /** How reports name it: "" or something that ends with "/". */
  prefix: string;
  pack: Pack;
  settings: JobSettings;
  part: HistoryPart;
  /** As in HistoryState. */
  below: readonly string[];
  /** What leaves out paths. */
  rules: PathRules;
  /** Remember for later scans what was read. */
  remember: boolean;
  /** Bytes, about. */
  maxMemory?: number;
  /** A repository without any commit is an error. */
  mustHaveCommits: boolean;
  signal?: AbortSignal;
}

/**
 * Adds all that is found to the collector.
 *
 * @param job Asked for only where something has to be read.
 *
 * @throws RepositoryError where there is no repository; GitError where git can't read it at all.
 */
export async function scanHistory(
  request: HistoryRequest,
  job: () => Job,
  collector: Collector,
): Promise<void> {
  const { places, pack, settings, prefix, below } = request;
  const store = request.remember ? openStore(places.commonDir) : undefined;
  // What shows secrets is not written down, nor what is a part of the history.
  const state =
    settings.showSecrets || settings.keepSecrets === true || isPart(request.part) || isByGit()
      ? undefined
      : repositoryState(places);
  if (store === undefined || state === undefined) {
    await scanPlaces(request, { job: job(), collector, store });
    return;
  }
  const question = {
    store,
    state,
    id: reportId(pack, settings, [places.gitDir, prefix, ...below, "", ...request.rules.patterns]),
  };
  if (answerAgain(question, collector, (asked) => isAsThen(request.rules, asked))) return;
  await remember(question, collector, () => scanPlaces(request, { job: job(), collector, store }));
}

interface Means {
  job: Job;
  collector: Collector;
  store: Store | undefined;
}

/** Undefined where it was interrupted. */
async function scanPlaces(
  request: HistoryRequest,
  { job, collector, store }: Means,
): Promise<Scanned | undefined> {
  try {
    return await scanOnce(request, { job, collector, store }, true);
  } catch (error) {
    if (!(error instanceof StalePast)) throw error;
    return await scanOnce(request, { job, collector, store }, false);
  }
}

async function scanOnce(
  request: HistoryRequest,
  { job, collector, store }: Means,
  mayKnow: boolean,
): Promise<Scanned | undefined> {
  refuseSpecialLoose(request.places);
  const repository = openAt(request.places);
  try {
    if (request.mustHaveCommits && repository.refs.tips.length === 0 && (await isEmpty(repository))) {
      const path = request.places.workTree ?? request.places.gitDir;
      throw new RepositoryError(`${JSON.stringify(path)} is an empty repository: it has no commits yet`);
    }
    const state = createState(request, repository, job, collector);
    const results = await scanRepository(state, request.part, store, mayKnow);
    const rules = await openRules(request.rules, repository);
    for (const [folder, text] of rules.texts)
      collector.acceptBy(`${state.prefix}${folder}${IGNORE_NAME}`, text);
    await report({ ...state, leftOut: rules.leftOut }, results);
    for (const file of rules.refused)
      collector.note(`${state.prefix}${file} is too large; it was not applied`);
    if (rules.unread > 0)
      collector.note(
        `${state.prefix}${rules.unread} files ${IGNORE_NAME} of HEAD were not applied: too many`,
      );
    if (rules.isUnknown)
      collector.note(`${state.prefix}HEAD can't be read; what its ${IGNORE_NAME} files say was not applied`);
    const { asked } = rules;
    return isStopped(state) ? undefined : { objects: state.table.size, commits: state.graph.size, asked };
  } finally {
    collector.history = undefined;
    repository.close();
  }
}

function createState(
  { prefix, below, pack, settings, maxMemory, signal }: HistoryRequest,
  repository: Repository,
  job: Job,
  collector: Collector,
): HistoryState {
  const table = new ObjectTable(repository.format === "sha1" ? 20 : 32);
  const { rules } = pack;
  const { showSecrets, keepSecrets = false, known, ledger } = settings;
  return {
    repository,
    prefix,
    below,
    pack,
    rules,
    scanner: job.scanner,
    objectScanner: new ObjectScanner({ scanner: job.scanner, rules, ...settings }),
    settings,
    judging: {
      showSecrets,
      keepSecrets,
      ...(known === undefined ? {} : { known: new KnownSecrets(known) }),
      ...(ledger === undefined ? {} : { ledger: new LedgerSecrets(ledger) }),
    },
    collector,
    table,
    graph: new CommitGraph(table),
    secrets: new Secrets(rules),
    tags: new Map(),
    hidden: [],
    clean: new NumberList(),
    skipped: [],
    retold: new NumberList(),
    damaged: new Set(),
    ...(maxMemory === undefined ? {} : { maxMemory }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Without refs there may be commits all the same: those that nothing reaches any more. */
async function isEmpty(repository: Repository): Promise<boolean> {
  let objects = 0;
  await listObjects(repository, () => objects++, { onMissing: () => objects++ });
  return objects === 0;
}

async function scanRepository(
  state: HistoryState,
  part: HistoryPart,
  store: Store | undefined,
  mayKnow: boolean,
): Promise<Results> {
  const { repository, collector } = state;
  const wanted = isPart(part) ? await objectsOf(repository, part) : undefined;
  const memory = store === undefined ? undefined : new Memory(state, store);
  const whole = wanted === undefined ? store : undefined;
  const past = whole !== undefined && mayKnow ? Past.read(whole, state) : undefined;
  const errors = collector.errors.length;
  const { texts, facts, listing } = await readAll(
    state,
    (object) => {
      if (wanted !== undefined && wanted.findFrom(state.table, object) === -1) return false;
      return memory?.isClean(object) !== true;
    },
    past,
  );
  memory?.save();
  if (whole !== undefined && listing !== undefined && isAllKnown(state, facts, errors))
    writePast(whole, state, { facts, listing });
  for (const error of repository.refs.errors) {
    collector.errors.push({ ...error, path: state.prefix + shownName(state, error.path) });
  }
  count(state, (memory?.passed ?? 0) + (past?.passed ?? 0));
  noteShape(state);
  reportPacks(state, listing === undefined);
  const reflogs: Judged[] = [];
  const reach = findReach(state, ({ path, content }) => {
    const where = {
      path: shownName(state, `${gitPath(state)}/${path}`),
      source: { part: "reflog" as const },
    };
    reflogs.push(...judgeText(state, content, where));
  });
  if (!isStopped(state)) {
    reportCutOff(state, reach);
    reportLostRefs(state, reach);
    await reportMissing(state, facts, reachedCommits(state, reach));
  }
  return { texts, facts, reach, reflogs };
}

/** True where everything has been read; what could not be read this time may be readable the next time. */
function isAllKnown(state: HistoryState, facts: TreeFacts, errorsBefore: number): boolean {
  const isWhole = facts.trees.missing.size === 0 && !state.graph.trees.values.includes(-1);
  return isWhole && state.collector.errors.length === errorsBefore && !isStopped(state);
}

function count({ collector, graph }: HistoryState, remembered: number): void {
  const { history } = collector;
  collector.addHistory({
    repositories: 1,
    objects: history?.doneObjects ?? 0,
    bytes: history?.doneBytes ?? 0,
    remembered,
    commits: graph.size,
  });
}

/** What a reader must know of a history that is not all there, or not all read. */
function noteShape(state: HistoryState): void {
  const { repository, graph, collector, prefix } = state;
  const name = prefix === "" ? "git history" : `git history of ${prefix.replace(/\/$/, "")}`;
  const shallow = new Set(repository.shallow);
  if (graph.cutOff().some((commit) => shallow.has(graph.oid(commit)))) {
    collector.note(`${name}: a shallow clone; older commits are not here (git fetch --unshallow gets them)`);
  }
  if (repository.refs.unread !== undefined)
    collector.note(`${name}: all objects are scanned, but which refs reach a secret is not known`);
  reportFolders(state);
}

/** Commits that refs reach, by number. */
function reachedCommits({ graph }: HistoryState, { tips }: Reachability): number[] {
  const reached: number[] = [];
  graph.ancestors(
    tips.map(({ commit }) => commit),
    new Uint8Array(graph.size),
    (commit) => reached.push(commit),
  );
  return reached;
}
