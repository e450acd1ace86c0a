#!/usr/bin/env python3
"""Trains the judge of generic secrets, and says how good it is on repositories that it has not seen.

  train.py --data DIR --candidates PREFIX [--extra PREFIX …] --out model.json

DIR is a data set with labels.jsonl, data/ and score.py (its scorer, which is imported). PREFIX.json and PREFIX.f32 are what
train/candidates.ts wrote for DIR/data. Each --extra is a generated set (train/generate.ts), whose labels are in PREFIX.labels.json.
Needs numpy and lightgbm. The same input gives the same output: one thread, fixed seeds.
"""
import argparse, collections, json, os, sys
import numpy as np, lightgbm as lgb

FOLDS = 5
PARAMS = dict(objective="binary", learning_rate=0.06, num_leaves=24, min_data_in_leaf=12, feature_fraction=0.35, bagging_fraction=0.8,
              bagging_freq=1, lambda_l2=4.0, max_depth=9, max_bin=127, verbose=-1, seed=7, num_threads=int(os.environ.get("THREADS", "1")),
              deterministic=True, force_col_wise=True)
ROUNDS = 320
UNLABELLED = 0.7   # weight of a candidate that no label speaks of: nearly always no secret
PER_REPOSITORY = 0.55  # a repository with n rows of a class weighs as n ** this


def load(prefix):
    with open(prefix + ".json") as f:
        meta = json.load(f)
    x = np.fromfile(prefix + ".f32", dtype=np.float32).reshape(-1, len(meta["features"]))
    return meta, x


def label_rows(meta, labels):
    """1 secret, 0 no secret, -1 left out (identifiers); and whether a label speaks of it at all."""
    y = np.zeros(len(meta["rows"]), dtype=np.int8)
    known = np.zeros(len(y), dtype=bool)
    keys = []
    for i, (file, l1, l2, _at, _length) in enumerate(meta["rows"]):
        rows = labels.overlapping("data/" + file, l1, l2, None, None)
        t = [r for r in rows if r[4] == "T" and not r[6]]
        known[i] = bool(rows)
        y[i] = 1 if t else (-1 if any(r[6] for r in rows) else 0)
        keys.append("data/" + file)
    return y, known, keys


def row_weights(y, known, groups):
    """No repository drowns the others: a model for strangers' code learns from each of them."""
    w = np.where(known | (y == 1), 1.0, UNLABELLED)
    n = collections.Counter(zip(groups, y))
    for i in range(len(y)):
        w[i] *= n[(groups[i], y[i])] ** (PER_REPOSITORY - 1)
    for c in (0, 1):
        w[y == c] *= (y == c).sum() / w[y == c].sum()
    return w


def fold_of(groups):
    """Repositories to folds, the largest first, each to the fold with the fewest rows."""
    size = collections.Counter(groups)
    total, fold = [0] * FOLDS, {}
    for g, n in sorted(size.items(), key=lambda kv: (-kv[1], kv[0])):
        k = min(range(FOLDS), key=lambda j: total[j])
        fold[g] = k
        total[k] += n
    return fold


def fit(x, y, w, rounds=ROUNDS, seed=7):
    return lgb.train({**PARAMS, "seed": seed, "bagging_seed": seed, "feature_fraction_seed": seed}, lgb.Dataset(x, y, weight=w), rounds)


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0.0


class Measure:
    """The scorer's own counts, for any subset of files."""

    def __init__(self, score, labels, findings):
        self.score, self.labels, self.findings = score, labels, findings

    def __call__(self, picked, files=None):
        inside = (lambda f: True) if files is None else (lambda f: f in files)
        rows = [f for f in self.findings + picked if inside(f["file"])]
        units = self.labels.units
        if files is not None:
            self.labels.units = {k: v for k, v in units.items() if k[0] in files}
        res, *_ = self.score.score(self.labels, rows)
        self.labels.units = units
        return res


def pick(meta, p, threshold):
    return [{"file": "data/" + r[0], "line": r[1], "line_end": r[2], "rule": "model"} for r, q in zip(meta["rows"], p) if q >= threshold]


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--data", required=True)
    a.add_argument("--candidates", required=True)
    a.add_argument("--extra", action="append", default=[])
    a.add_argument("--out")
    a.add_argument("--precision", type=float, default=0.94, help="least precision on labelled lines at medium confidence")
    a.add_argument("--high", type=float, default=0.97, help="precision at high confidence")
    a.add_argument("--dump", help="write the out-of-fold probabilities here (JSON)")
    o = a.parse_args()
    sys.path.insert(0, o.data)
    import score
    labels = score.Labels(os.path.join(o.data, "labels.jsonl"), core=True)
    meta, x = load(o.candidates)
    y, known, files = label_rows(meta, labels)
    groups = [f.split("/")[1] for f in files]
    fold = fold_of([f.split("/")[1] for f in labels.rows])
    folds = np.array([fold.get(g, 0) for g in groups])
    use = y >= 0
    w = row_weights(y, known, groups)
    extra = []
    for prefix in o.extra:
        em, ex = load(prefix)
        assert em["features"] == meta["features"], prefix + " has other features"
        with open(prefix + ".labels.json") as f:
            info = json.load(f)
        ey = np.array([info["labels"][r[0]] for r in em["rows"]], dtype=np.int8)
        extra.append((ex, ey, np.full(len(ey), info["weight"])))

    def train(mask, seed=7):
        xs, ys, ws = [x[mask]], [y[mask]], [w[mask]]
        for ex, ey, ew in extra:
            xs.append(ex); ys.append(ey); ws.append(ew)
        return fit(np.vstack(xs), np.concatenate(ys), np.concatenate(ws), seed=seed)

    p = np.zeros(len(y))
    for k in range(FOLDS):
        model = train(use & (folds != k))
        p[folds == k] = model.predict(x[folds == k])
    measure = Measure(score, labels, [{"file": "data/" + f, "line": l1, "line_end": l2, "rule": r} for f, l1, l2, r in meta["findings"]])
    print("candidates %d, of them secrets %d; with every candidate taken: recall %.4f" % (len(y), (y == 1).sum(), measure(pick(meta, p, 0))["recall"]))
    steps = np.arange(0.1, 0.9, 0.02)
    tried = [measure(pick(meta, p, t)) for t in steps]
    # A mean over neighbours: the best single step is best by chance.
    worth = np.convolve([r["f1_labelled"] + r["f1_any"] for r in tried], np.ones(5) / 5, "same")
    best = None
    for i, (t, r) in enumerate(zip(steps, tried)):
        key = (r["precision_labelled"] >= o.precision, worth[i] if 2 <= i < len(steps) - 2 else 0)
        if best is None or key > best[0]:
            best = (key, t, r)
        if round(t * 100) % 10 == 0:
            print("  threshold %.2f: P %.4f R %.4f F1 %.4f; any FP: P %.4f F1 %.4f" % (t, r["precision_labelled"], r["recall"], r["f1_labelled"], r["precision_any"], r["f1_any"]))
    medium, r = float(best[1]), best[2]
    print("medium from %.2f: P %.4f R %.4f F1 %.4f; any FP: P %.4f F1 %.4f" % (medium, r["precision_labelled"], r["recall"], r["f1_labelled"], r["precision_any"], r["f1_any"]))
    spread = []
    for k in range(FOLDS):
        inside = {f for f in labels.rows if fold[f.split("/")[1]] == k}
        q = measure(pick(meta, p, medium), inside)
        spread.append((q["f1_labelled"], q["f1_any"], q["precision_labelled"], q["recall"]))
    for name, i in (("F1", 0), ("F1 any", 1), ("P", 2), ("R", 3)):
        v = [s[i] for s in spread]
        print("  %-6s per fold %s  mean %.4f  sd %.4f" % (name, " ".join("%.3f" % n for n in v), np.mean(v), np.std(v)))
    order = np.argsort(-p)
    good = (y[order] == 1).cumsum() / np.arange(1, len(y) + 1)
    above = np.nonzero(good >= o.high)[0]
    high = float(max(p[order][above[-1]] if len(above) else 0.97, medium + 0.05))
    low = medium * 0.6
    print("high from %.3f (%d candidates), low from %.3f" % (high, (p >= high).sum(), low))
    if o.dump:
        json.dump([[*row, float(q), int(t), bool(kn)] for row, q, t, kn in zip(meta["rows"], p, y, known)], open(o.dump, "w"))
    model = train(use)
    gain = sorted(zip(model.feature_importance("gain"), meta["features"]), reverse=True)
    print("weightiest:", ", ".join("%s %.0f" % (n, g) for g, n in gain[:25]))
    print("unused:", ", ".join(n for g, n in gain if g == 0))
    if o.out:
        json.dump({"features": meta["features"], "cutoffs": {"low": low, "medium": medium, "high": high},
                   "trees": [t["tree_structure"] for t in model.dump_model()["tree_info"]]}, open(o.out, "w"))


if __name__ == "__main__":
    main()
