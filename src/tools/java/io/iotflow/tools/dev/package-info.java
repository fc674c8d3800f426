/**
 * The quick loop of {@code ./quickstart --dev}: what is saved in {@code src/main} is compiled and brought into the running
 * application. A change inside methods is swapped into the running JVM; any other change deploys the application again.
 * Everything is compiled in this JVM, without Maven, whose checks come with the next build.
 */
package io.iotflow.tools.dev;
