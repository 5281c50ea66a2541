//! Loevinger's H (1948) of ordered columns, as Mokken (1971) and Molenaar (1991) use it.
use crate::stats::significance::normal_width;

/// A coefficient: 1 where no row passes a harder step and fails an easier one, 0 for independence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scalability {
    pub value: f64,
    /// For large samples (Kuijpers, van der Ark & Croon 2013).
    pub error: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Loevinger {
    pub rows: usize,
    /// H of all columns: from 0.3 a weak, 0.4 a medium, 0.5 a strong scale (Mokken 1971).
    pub scale: Scalability,
    /// By column with all others; none where it does not vary.
    pub columns: Vec<Option<Scalability>>,
    /// By the later column, then by the earlier: `pairs[j][i]` with i < j; none where either does not vary.
    pub pairs: Vec<Vec<Option<Scalability>>>,
}

impl Scalability {
    /// 1 − exp(ln(1 − H) ± z · error/(1 − H)), which never exceeds 1 (Koopman, Zijlstra & van der Ark 2022); none of
    /// H = 1, whose error is not known.
    pub fn interval(&self, confidence: f64) -> Option<(f64, f64)> {
        let left = 1.0 - self.value;
        let stretch = libm::exp(normal_width(confidence) * self.error / left);
        (left > 0.0).then(|| (1.0 - left * stretch, 1.0 - left / stretch))
    }
}

/// Σ covariances / Σ of the greatest that the columns' own distributions allow. Columns are known in every row; the
/// distance of a column's values counts, so that unequal steps weigh as they are. None for fewer than two columns that
/// vary.
pub fn loevinger(columns: &[Vec<f64>]) -> Option<Loevinger> {
    let rows = columns.first().map_or(0, Vec::len);
    let own: Vec<Column> = columns.iter().map(|values| Column::of(values)).collect();
    let mut sums = vec![Influence::new(rows); columns.len()];
    let (mut scale, mut pair) = (Influence::new(rows), Influence::new(rows));
    let mut pairs: Vec<Vec<Option<Scalability>>> = Vec::with_capacity(columns.len());
    for (second, b) in own.iter().enumerate() {
        let mut line = Vec::with_capacity(second);
        for (first, a) in own[..second].iter().enumerate() {
            pair.measure(a, b);
            line.push(pair.scalability());
            sums[first].add(&pair);
            sums[second].add(&pair);
        }
        pairs.push(line);
    }
    sums.iter().for_each(|column| scale.add(column));
    Some(Loevinger {
        rows,
        scale: scale.scalability()?,
        columns: sums.iter().map(Influence::scalability).collect(),
        pairs,
    })
}

/// A column as steps: how far apart its values lie and how many rows reach each.
struct Column {
    /// By row: the place of its value among the different ones, ascending.
    places: Vec<usize>,
    /// By row: its value less the mean.
    centred: Vec<f64>,
    /// Different values above the least: the distance to the one before and the share of rows that reach it.
    steps: Vec<(f64, f64)>,
}

impl Column {
    fn of(values: &[f64]) -> Column {
        let n = values.len() as f64;
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut levels = sorted.clone();
        levels.dedup();
        let reach = |level: f64| (values.len() - sorted.partition_point(|value| *value < level)) as f64 / n;
        let mean = values.iter().sum::<f64>() / n;
        Column {
            places: values.iter().map(|value| levels.partition_point(|level| level < value)).collect(),
            centred: values.iter().map(|value| value - mean).collect(),
            steps: levels.windows(2).map(|two| (two[1] - two[0], reach(two[1]))).collect(),
        }
    }

    /// By place: how much the steps up to it weigh in the greatest covariance with the other column, Σ over its steps
    /// of the steps there that are easier, ties half.
    fn easier(&self, other: &Column) -> Vec<f64> {
        let against = |share: f64| -> f64 {
            let weight = |(gap, theirs): &(f64, f64)| match share.total_cmp(theirs) {
                std::cmp::Ordering::Less => *gap,
                std::cmp::Ordering::Equal => gap / 2.0,
                std::cmp::Ordering::Greater => 0.0,
            };
            other.steps.iter().map(weight).sum()
        };
        let mut reached = 0.0;
        let climb = self.steps.iter().map(|(gap, share)| {
            reached += gap * against(*share);
            reached
        });
        std::iter::once(0.0).chain(climb).collect()
    }
}

/// What each row adds to a covariance and to the greatest one, the order of the steps taken as known.
#[derive(Clone)]
struct Influence {
    own: Vec<f64>,
    greatest: Vec<f64>,
}

impl Influence {
    fn new(rows: usize) -> Influence {
        Influence { own: vec![0.0; rows], greatest: vec![0.0; rows] }
    }

    /// Of one pair of columns.
    fn measure(&mut self, a: &Column, b: &Column) {
        let (easier_a, easier_b) = (a.easier(b), b.easier(a));
        let mean = |column: &Column| column.steps.iter().map(|(gap, share)| gap * share).sum::<f64>();
        let (mean_a, mean_b) = (mean(a), mean(b));
        let most = |(row, own): (usize, &mut f64)| {
            let (x, y) = (a.centred[row], b.centred[row]);
            *own = x * y;
            easier_a[a.places[row]] + easier_b[b.places[row]] - mean_b * (x + mean_a) - mean_a * y
        };
        let greatest: Vec<f64> = self.own.iter_mut().enumerate().map(most).collect();
        self.greatest = greatest;
    }

    fn add(&mut self, other: &Influence) {
        self.own.iter_mut().zip(&other.own).for_each(|(sum, term)| *sum += term);
        self.greatest.iter_mut().zip(&other.greatest).for_each(|(sum, term)| *sum += term);
    }

    /// The quotient of the sums and its error by the delta method.
    fn scalability(&self) -> Option<Scalability> {
        let greatest: f64 = self.greatest.iter().sum();
        let value = self.own.iter().sum::<f64>() / greatest;
        let squares: f64 = self.own.iter().zip(&self.greatest).map(|(own, most)| (own - value * most).powi(2)).sum();
        let size: f64 = self.greatest.iter().map(|most| most.abs()).sum();
        (greatest > f64::EPSILON * size * 8.0).then(|| Scalability { value, error: squares.sqrt() / greatest })
    }
}
