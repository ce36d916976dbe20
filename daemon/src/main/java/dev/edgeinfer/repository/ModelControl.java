package dev.edgeinfer.repository;

/** Changes which models are in memory, and which one the cameras use. Any thread may call, and waits until it is done. */
public interface ModelControl {

    /** How it stands with all of them; reads what has changed on the disk. */
    ModelsStatus status();

    /**
     * Has a model in memory for those who ask for it by its name. It is tried first.
     *
     * @throws ModelRefusedException when it is not loaded
     */
    void load(String name);

    /**
     * Takes a model out of memory, once who uses it has done so.
     *
     * @throws ModelRefusedException when the cameras use it, or there is none of that name
     */
    void unload(String name);

    /**
     * Has the cameras use a model. It is tried and loaded first, unless it is in memory.
     *
     * @throws ModelRefusedException when it is not used; all is as before
     */
    void activate(String name);

    /**
     * Has the cameras use the model again that they used before, however fast it is.
     *
     * @throws ModelRefusedException as {@link #activate}
     */
    void rollBack();
}
