package dev.edgeinfer.auth;

/** What a caller may do; each role may do what those before it may. */
public enum Role {
    /** Look at everything. */
    VIEW,
    /** Hold lines, arm, try rules, have pictures detected. */
    OPERATE,
    /** Change the configuration and the model. */
    ADMIN;

    /** Whether who has this role may do what another one is needed for. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
