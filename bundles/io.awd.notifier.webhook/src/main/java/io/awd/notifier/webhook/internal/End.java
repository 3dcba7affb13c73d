package io.awd.notifier.webhook.internal;

/** How one request ended. */
sealed interface End {
    /** For people. */
    String text();

    /**
     * The server answered.
     *
     * @param status the three digits
     * @param body its first characters
     */
    record Answered(int status, String body) implements End {
        boolean well() {
            return status / 100 == 2;
        }

        /** Whether it says that the same request may succeed later. */
        boolean later() {
            return status / 100 == 5 || status == 429;
        }

        @Override
        public String text() {
            String redirect = status / 100 == 3 ? " (redirects are not followed)" : "";
            return (status + redirect + " " + body).strip();
        }
    }

    /** It went out, at least in part, and no answer came. */
    record Lost(String text) implements End {
    }

    /** The server is not who it should be; nothing of the request went out. */
    record Refused(String text) implements End {
    }

    /** Nothing of the request went out. */
    record NothingSent(String text) implements End {
    }
}
