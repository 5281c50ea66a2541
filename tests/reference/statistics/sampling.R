# Reference values of src/stats/sampling: base R and its documented formulas, computed another way than in the program.
# Rscript sampling.R > sampling.json   (run in this folder; needs nothing but base R)
json <- function(x) {
  if (is.list(x) && !is.null(names(x))) {
    return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  }
  if (is.list(x)) return(paste0("[", paste(sapply(x, json), collapse = ","), "]"))
  if (is.character(x)) return(paste0('"', x, '"'))
  text <- formatC(x, digits = 17, format = "g", width = 1)
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
out <- list(versions = list(R = R.version.string))

cases <- expand.grid(n = c(1, 7, 40, 1000), share = c(0, 0.1, 0.5, 0.97, 1), confidence = c(0.9, 0.95, 0.99))
out$clopper_pearson <- lapply(seq_len(nrow(cases)), function(i) {
  n <- cases$n[i]; x <- round(cases$share[i] * n)
  list(x = x, n = n, confidence = cases$confidence[i],
       interval = as.numeric(binom.test(x, n, conf.level = cases$confidence[i])$conf.int))
})
# an effective sample size is not whole: the quantiles themselves
out$effective <- lapply(list(c(3.7, 12.4), c(0.2, 5.5), c(30.01, 30.5)), function(own) {
  x <- own[1]; n <- own[2]
  list(x = x, n = n, confidence = 0.95, interval = c(qbeta(0.025, x, n - x + 1), qbeta(0.975, x + 1, n - x)))
})

# every number of successes that phyper does not reject
finite <- function(x, n, N, confidence) {
  tail <- (1 - confidence) / 2
  K <- x:(N - (n - x))
  above <- phyper(x - 1, K, N - K, n, lower.tail = FALSE); below <- phyper(x, K, N - K, n)
  list(seen = x, drawn = n, whole = N, confidence = confidence, interval = range(K[above > tail & below > tail]))
}
out$hypergeometric <- c(
  lapply(0:10, function(x) finite(x, 10, 37, 0.95)),
  list(finite(0, 30, 31, 0.95), finite(5, 5, 5, 0.95), finite(1, 1, 2, 0.9), finite(180, 200, 2500, 0.95),
       finite(3, 400, 40000, 0.99), finite(21, 60, 61, 0.95), finite(1, 50, 5000, 0.9)))

# Hájek's variance of a total of one stage, of two, and of a linearised ratio
hajek <- function(y, p) {
  open <- p < 1; y <- y[open]; p <- p[open]; n <- length(y)
  if (n == 0) return(0)
  if (n == 1) return((1 - p) * (y / p)^2)
  D <- sum(1 - p); G <- sum((1 - p) * y / p) / D
  n / (n - 1) * (sum((1 - p) * (y / p)^2) - D * G^2)
}
set.seed(20)
sample_of <- function(strata, certain) {
  clusters <- list()
  for (h in seq_len(strata)) for (i in seq_len(4 + h)) {
    m <- sample(1:6, 1)
    clusters[[length(clusters) + 1]] <- list(
      stratum = h - 1, chance = if (certain || i == 1) 1 else round(runif(1, 0.1, 0.95), 6),
      members = lapply(seq_len(m), function(k) list(
        chance = if (m < 3) 1 else round(runif(1, 0.2, 0.99), 6),
        numerator = rbinom(1, 1, 0.6), denominator = if (k %% 4 == 0) 0 else 1)))
  }
  lapply(clusters, function(c) { c$members <- lapply(c$members, function(m) { m$numerator <- m$numerator * m$denominator; m }); c })
}
ratio_of <- function(clusters) {
  weight <- function(c, of) sum(sapply(c$members, function(m) m[[of]] / m$chance)) / c$chance
  Y <- sum(sapply(clusters, weight, of = "numerator")); X <- sum(sapply(clusters, weight, of = "denominator"))
  R <- Y / X
  residuals <- function(c) sapply(c$members, function(m) m$numerator - R * m$denominator)
  inner <- function(c) sapply(c$members, function(m) m$chance)
  h <- sapply(clusters, function(c) c$stratum)
  first <- sum(sapply(unique(h), function(own) {
    these <- clusters[h == own]
    hajek(sapply(these, function(c) sum(residuals(c) / inner(c))), sapply(these, function(c) c$chance))
  }))
  second <- sum(sapply(clusters, function(c) hajek(residuals(c), inner(c)) / c$chance))
  chance <- sapply(clusters, function(c) c$chance)
  lonely <- function(p) max(sum(p < 1) - 1, 0)
  df <- if (any(chance < 1)) sum(sapply(unique(h), function(own) lonely(chance[h == own]))) else
    sum(sapply(clusters, function(c) lonely(inner(c))))
  error <- sqrt(first + second) / X
  n <- sum(sapply(clusters, function(c) sum(sapply(c$members, function(m) m$denominator != 0))))
  size <- min(n, R * (1 - R) / error^2 * (qt(0.975, n - 1) / qt(0.975, df))^2)
  list(clusters = clusters, numerator = Y, denominator = X, value = R, error = error, freedom = df, members = n,
       interval = R + c(-1, 1) * qt(0.975, df) * error,
       share = c(qbeta(0.025, R * size, size - R * size + 1), qbeta(0.975, R * size + 1, size - R * size)))
}
out$ratio <- lapply(list(sample_of(1, FALSE), sample_of(3, FALSE), sample_of(2, TRUE)), ratio_of)

# a simple random sample: the textbook's variance of a mean with its finite correction
y <- c(1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1)
out$simple <- list(values = y, whole = 50, error = sqrt((1 - length(y) / 50) * var(y) / length(y)))
cat(json(out), "\n", sep = "")
