# Second reference values of src/stats/{reliability,agreement,order}: psych, stats::factanal and mokken::coefH.
# Rscript reliability.R > reliability-r.json   (run in this folder, after reliability.py has made the CSV files)
suppressMessages({ library(psych); library(jsonlite) })
likert <- read.csv("reliability-likert.csv")
judges <- read.csv("reliability-judges.csv")
items <- read.csv("reliability-items.csv")
chile <- na.omit(read.csv("../../../sample-data/chile-2021/answers.csv")[, -(1:2)])
chile <- chile[, sapply(chile, sd) > 0]
out <- list(versions = list(R = R.version.string, psych = as.character(packageVersion("psych"))))

alphas <- function(x) {
  a <- suppressWarnings(psych::alpha(x, check.keys = FALSE, warnings = FALSE, max = 1000))
  ends <- unclass(alpha.ci(a$total$raw_alpha, nrow(x), ncol(x)))
  list(raw = a$total$raw_alpha, standardised = a$total$std.alpha, correlation = a$total$average_r,
       interval = c(ends$lower.ci, ends$upper.ci), without = a$alpha.drop$raw_alpha,
       standardised_without = a$alpha.drop$std.alpha, rest = a$item.stats$r.drop,
       mean = unname(a$item.stats$mean), deviation = unname(a$item.stats$sd))
}
out$alpha <- list(likert = alphas(likert), chile = alphas(chile), judges = alphas(judges))

# as near the maximum as L-BFGS-B can be brought
tight <- function(r, n) {
  for (factr in c(1, 10, 100, 1e3, 1e4, 1e5)) {
    control <- list(opt = list(factr = factr, pgtol = 0, maxit = 10000))
    f <- tryCatch(factanal(covmat = r, factors = 1, n.obs = n, control = control), error = function(e) NULL)
    if (!is.null(f)) return(f)
  }
}
factors <- function(r, n) {
  f <- tight(r, n)
  l <- as.numeric(f$loadings) * sign(sum(f$loadings)); u <- unname(f$uniquenesses)
  list(loadings = l, uniquenesses = u, chi = unname(f$STATISTIC), df = unname(f$dof), p = unname(f$PVAL),
       omega = sum(l)^2 / (sum(l)^2 + sum(u)))
}
heywood <- matrix(c(1, .9, .8, .3, .9, 1, .5, .3, .8, .5, 1, .2, .3, .3, .2, 1), 4)
out$factor <- list(likert = factors(cor(likert), nrow(likert)), chile = factors(cor(chile), nrow(chile)),
                   items = factors(cor(items), nrow(items)), heywood = c(list(matrix = heywood), factors(heywood, 100)))
out$three <- factors(cor(likert[, 1:3]), nrow(likert))[c("loadings", "uniquenesses", "omega")]
# psych's omega total with the observed instead of the fitted variance of the sum: near, not equal
out$omega_psych <- suppressWarnings(suppressMessages(psych::omega(chile, nfactors = 1, fm = "ml", flip = FALSE, plot = FALSE)))$omega.tot

adequacy <- function(x) {
  k <- KMO(cor(x)); b <- cortest.bartlett(cor(x), nrow(x))
  list(overall = k$MSA, each = unname(k$MSAi), chi = b$chisq, df = b$df, p = b$p.value)
}
out$adequacy <- list(likert = adequacy(likert), chile = adequacy(chile), items = adequacy(items))

kappas <- function(a, b) {
  levels <- 1:5; distance <- abs(outer(levels, levels, "-")) / 4
  one <- function(w) {
    # not its errors: psych 2.2.9 takes the mean weights of rows and columns from the wrong margin
    cohen.kappa(table(factor(a, levels), factor(b, levels)), w = 1 - w)$weighted.kappa
  }
  plain <- cohen.kappa(table(factor(a, levels), factor(b, levels)))
  list(unweighted = list(kappa = plain$kappa, error = sqrt(plain$var.kappa), interval = unname(plain$confid[1, c(1, 3)])),
       linear = one(distance), quadratic = one(distance^2))
}
out$kappa <- kappas(likert$q1, likert$q2)

iccs <- function(x) {
  r <- ICC(x, lmer = FALSE)$results
  lapply(1:6, function(i) list(type = r$type[i], icc = r$ICC[i], f = r$F[i], df = c(r$df1[i], r$df2[i]), p = r$p[i],
                               interval = c(r[i, "lower bound"], r[i, "upper bound"])))
}
out$intraclass <- list(judges = iccs(judges), disagreeing = iccs(data.frame(a = c(1, 2, 3, 4, 2), b = c(4, 2, 3, 1, 3))))

# one way, unequal numbers: the analysis of variance is aov's; the interval is Wald's (1940), by uniroot
groups <- list(c(1, 2, 1.5), I(4), c(3, 3.5, 5, 4), c(2, 2), c(5, 4.5, 4, 5, 3), c(-1, 0.5))
unit <- factor(rep(seq_along(groups), lengths(groups))); value <- unlist(lapply(groups, as.numeric))
table <- summary(aov(value ~ unit))[[1]]
n <- length(groups); sizes <- lengths(groups); n0 <- (sum(sizes) - sum(sizes^2) / sum(sizes)) / (n - 1)
wald <- function(p) {
  means <- tapply(value, unit, mean)
  pivot <- function(theta) {
    w <- sizes / (1 + sizes * theta)
    sum(w * (means - weighted.mean(means, w))^2) / (n - 1) / table[2, "Mean Sq"] - qf(p, table[1, "Df"], table[2, "Df"])
  }
  theta <- uniroot(pivot, c(0, 1e6), tol = 1e-13)$root
  theta / (1 + theta)
}
out$one_way <- list(groups = groups, judges = n0, single = (table[1, "F value"] - 1) / (table[1, "F value"] - 1 + n0),
                    average = 1 - 1 / table[1, "F value"], f = table[1, "F value"], df = table[, "Df"],
                    p = table[1, "Pr(>F)"], interval = c(wald(.975), wald(.025)))

if (requireNamespace("mokken", quietly = TRUE)) {
  loevinger <- function(x) {
    h <- mokken::coefH(as.matrix(x), nice.output = FALSE, results = FALSE)
    list(pairs = unname(h$Hij), pair_errors = unname(h$se.Hij), columns = as.numeric(h$Hi),
         column_errors = as.numeric(h$se.Hi), scale = as.numeric(h$H), error = as.numeric(h$se.H))
  }
  tied <- data.frame(a = c(0, 0, 1, 1, 2, 2, 1, 0), b = c(0, 1, 0, 1, 2, 1, 2, 0), c = c(0, 0, 1, 2, 2, 1, 0, 1))
  out$loevinger <- list(likert = loevinger(likert), items = loevinger(items), chile = loevinger(chile),
                        tied = c(list(values = as.list(tied)), loevinger(tied)))
  out$versions$mokken <- attr(mokken::coefH, "version")
}
cat(toJSON(out, digits = I(17), auto_unbox = TRUE), "\n")
