#!/bin/sh
# Renews the pictures here from those that the console's browser tests take; they need Chromium and its driver.
set -eu
cd "$(dirname "$0")/../../.."
./mvnw -q -B verify -Pfull -Dit.forks=1 -Dit.test='ExploreIT,HealthIT,DashboardsIT' -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
for page in explore health dashboard; do
    cp "target/screenshots-1/$page-light-1280.png" "src/docs/images/$page.png"
done
