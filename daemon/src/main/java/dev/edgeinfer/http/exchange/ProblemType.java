package dev.edgeinfer.http.exchange;

import io.helidon.http.Status;
import java.util.Locale;

/** Every kind of error that the API answers with: its HTTP status and the title that goes with its stable type. */
public enum ProblemType {
    BAD_PARAMETER(Status.BAD_REQUEST_400, "A parameter of the request is wrong"),
    BAD_BODY(Status.BAD_REQUEST_400, "The body of the request is wrong"),
    BAD_REQUEST(Status.BAD_REQUEST_400, "The request is not valid HTTP"),
    NOT_LOGGED_IN(Status.UNAUTHORIZED_401, "Who calls must say who it is"),
    WRONG_ROLE(Status.FORBIDDEN_403, "The caller may not do this"),
    FOREIGN_PAGE(Status.FORBIDDEN_403, "Pages of other sites may not do this"),
    UNKNOWN_ROUTE(Status.NOT_FOUND_404, "There is nothing at this path"),
    UNKNOWN_CAMERA(Status.NOT_FOUND_404, "There is no camera of this name"),
    UNKNOWN_EVENT(Status.NOT_FOUND_404, "There is no event of this id"),
    NO_SNAPSHOT(Status.NOT_FOUND_404, "There is no picture of this event"),
    UNKNOWN_RULE(Status.NOT_FOUND_404, "There is no rule of this name"),
    UNKNOWN_LINE(Status.NOT_FOUND_404, "There is no GPIO line of this name"),
    WRONG_METHOD(Status.METHOD_NOT_ALLOWED_405, "The path does not offer this method"),
    NO_ACCOUNTS(Status.CONFLICT_409, "Nobody has to log in"),
    INPUT_LINE(Status.CONFLICT_409, "The GPIO line is an input"),
    UNKNOWN_MODEL(Status.NOT_FOUND_404, "There is no model of this name"),
    MODEL_IN_USE(Status.CONFLICT_409, "The model is in use"),
    MODELS_BUSY(Status.CONFLICT_409, "Another model is being changed"),
    NO_PREVIOUS_MODEL(Status.CONFLICT_409, "There is no model to go back to"),
    MODEL_REFUSED(Status.UNPROCESSABLE_CONTENT_422, "The model cannot be used"),
    CONFIG_BROKEN(Status.CONFLICT_409, "The configuration on the disk cannot be read"),
    CONFIG_IN_DROP_IN(Status.CONFLICT_409, "The key stands in a file that is laid over the main one"),
    CONFIG_NOT_EDITABLE(Status.CONFLICT_409, "The text of the configuration cannot be changed in place"),
    CONFIG_READ_ONLY(Status.CONFLICT_409, "The configuration may not be written"),
    CONFIG_NOT_APPLIED(Status.CONFLICT_409, "The configuration is valid but does not start"),
    CONFIG_CHANGED(Status.PRECONDITION_FAILED_412, "The configuration is another one meanwhile"),
    CONFIG_INVALID(Status.UNPROCESSABLE_CONTENT_422, "The configuration has mistakes"),
    PRECONDITION_REQUIRED(Status.PRECONDITION_REQUIRED_428, "The request must say which version it is about"),
    CONFIG_NOT_WRITTEN(Status.create(507, "Insufficient Storage"), "The configuration could not be written"),
    BODY_TOO_SLOW(Status.REQUEST_TIMEOUT_408, "The body of the request did not come in time"),
    BODY_TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE_413, "The body of the request is too large"),
    PICTURE_TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE_413, "The picture has too many pixels"),
    WRONG_MEDIA_TYPE(Status.UNSUPPORTED_MEDIA_TYPE_415, "The body is of a kind that this path does not take"),
    NOT_A_PICTURE(Status.UNSUPPORTED_MEDIA_TYPE_415, "The body is not a picture"),
    BROKEN_PICTURE(Status.UNPROCESSABLE_CONTENT_422, "The picture is damaged"),
    WRONG_HOST(Status.MISDIRECTED_REQUEST_421, "The API is not called by this name"),
    TOO_MANY_LOGINS(Status.TOO_MANY_REQUESTS_429, "Too many logins have failed"),
    TOO_MANY_REQUESTS(Status.TOO_MANY_REQUESTS_429, "The client asks too often"),
    INTERNAL_ERROR(Status.INTERNAL_SERVER_ERROR_500, "The daemon failed to answer"),
    TOO_BUSY(Status.SERVICE_UNAVAILABLE_503, "Too many requests are at work"),
    NO_INFERENCE(Status.SERVICE_UNAVAILABLE_503, "The daemon does not infer now"),
    STORE_UNAVAILABLE(Status.SERVICE_UNAVAILABLE_503, "Events cannot be read now"),
    TOO_MANY_STREAMS(Status.SERVICE_UNAVAILABLE_503, "As many streams are open as there may be"),
    NO_FRAME_YET(Status.SERVICE_UNAVAILABLE_503, "The camera has not delivered a frame yet"),
    RULES_DOWN(Status.SERVICE_UNAVAILABLE_503, "The rules do not run");

    private final Status status;
    private final String title;

    ProblemType(Status status, String title) {
        this.status = status;
        this.title = title;
    }

    public Status status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The {@code type} member of the document: a name that stays the same, not an address to fetch. */
    public String uri() {
        return "urn:edge-infer:problem:" + word();
    }

    /** The end of the type, which is how metrics call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
