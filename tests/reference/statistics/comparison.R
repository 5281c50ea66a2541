# A second opinion on comparison.json, and what only R computes -> comparison-r.json
#   apt-get install r-base-core r-cran-jsonlite r-cran-coin r-cran-effectsize; Rscript comparison.R
suppressMessages({library(jsonlite); library(coin); library(effectsize)})
given <- fromJSON("comparison.json", simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
frame <- read.csv("comparison.csv")

shifts <- lapply(given$two_groups, function(own) {
  exact <- own$exact
  test <- suppressWarnings(wilcox.test(own$a, own$b, exact = exact, conf.int = exact))
  list(name = own$name, exact = exact, p = test$p.value, u = unname(test$statistic),
       value = median(outer(own$a, own$b, "-")), interval = if (exact) as.numeric(test$conf.int) else NULL)
})

# Large samples without ties: the roots of wilcox.test lie at an order statistic of the differences.
set.seed(4)
a <- round(rnorm(60, 1), 6); b <- round(rnorm(75, 0, 2), 6)
test <- wilcox.test(a, b, exact = FALSE, conf.int = TRUE, tol.root = 1e-12)
shifts[[length(shifts) + 1]] <- list(name = "normal", a = a, b = b, exact = FALSE, p = test$p.value,
  u = unname(test$statistic), value = median(outer(a, b, "-")), interval = as.numeric(test$conf.int))

groups <- lapply(given$groups, function(own) {
  value <- unlist(own$groups); group <- factor(rep(seq_along(own$groups), lengths(own$groups)))
  kruskal <- kruskal.test(value, group)
  welch <- if (min(lengths(own$groups)) > 1) oneway.test(value ~ group) else NULL
  list(name = own$name, h = unname(kruskal$statistic), p = kruskal$p.value,
       effect = rank_epsilon_squared(value, group, ci = NULL)[[1]],
       welch = if (is.null(welch)) NULL else c(unname(welch$statistic), unname(welch$parameter), welch$p.value))
})

strata <- function(bands) {
  if (is.null(bands)) return(factor(frame$score))
  cuts <- quantile(frame$score, seq_len(bands - 1) / bands)
  factor(rowSums(outer(frame$score, cuts, ">")))
}
differential <- lapply(given$differential, function(own) {
  stratum <- strata(own$bands)
  both <- ave(frame$focal, stratum, FUN = function(f) length(unique(f))) == 2
  data <- data.frame(y = frame[[own$item]], g = factor(frame$focal), s = droplevels(factor(stratum)))[both, ]
  data$s <- droplevels(data$s)
  mantel <- independence_test(y ~ g | s, data = data, teststat = "quadratic")
  result <- list(item = own$item, bands = own$bands, mantel = as.numeric(statistic(mantel)), mantel_p = as.numeric(pvalue(mantel)))
  if (own$item != "ordered") {
    test <- mantelhaen.test(table(data$g, factor(data$y, c(1, 0)), data$s))
    result <- c(result, statistic = unname(test$statistic), p = test$p.value, ratio = unname(test$estimate),
                list(interval = as.numeric(test$conf.int)))
  }
  result
})
versions <- list(R = R.version.string, coin = as.character(packageVersion("coin")), effectsize = as.character(packageVersion("effectsize")))
write_json(list(versions = versions, shifts = shifts, groups = groups, differential = differential), "comparison-r.json",
           digits = NA, auto_unbox = TRUE, null = "null", pretty = FALSE)
