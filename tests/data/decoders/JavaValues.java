// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

import java.io.FileOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

// Writes what a Java application with JDK serialisation puts into a cache. Run by make.py.
public class JavaValues {
    enum Role { ADMIN }

    static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        int id = 7;
    }

    static class User extends Base {
        private static final long serialVersionUID = 2;
        boolean active = true;
        byte small = -1;
        char letter = '\u00e9';
        double ratio = 0.1;
        float single = 0.1f;
        long large = Long.MIN_VALUE;
        short year = 2024;
        String name = "Caf\u00e9 \uD83D\uDE00 \u0000";
        String again = name;
        Role role = Role.ADMIN;
        byte[] bytes = {0, -1};
        int[] numbers = {1, 2};
        String[] tags = {"a", null};
        Object self = this;
    }

    static void write(String folder, String name, Object value) throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new FileOutputStream(folder + "/" + name))) {
            out.writeObject(value);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("id", 42);
        session.put("roles", new ArrayList<>(List.of("a", "b")));
        session.put("when", new Date(1700000000000L));
        write(arguments[0], "session.java.ser", session);
        write(arguments[0], "user.java.ser", new User());
        write(arguments[0], "text.java.ser", "plain");
    }
}
