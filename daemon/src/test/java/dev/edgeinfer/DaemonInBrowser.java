package dev.edgeinfer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The page of a whole daemon, in one browser for all tests of a class. */
abstract class DaemonInBrowser extends DaemonOverHttp {

    static Browser browser;

    @BeforeAll
    static void startBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }
}
