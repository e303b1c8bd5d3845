"""A published service, started by Spring itself: with its settings it holds what it held, without them it stops."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from export.forms.rows import HOST, published, removal
from export.forms.toolchains import Ran, program, run, spring

SERVICE = f"""\
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

public class App {{
    @Value("${{forms.url}}") String url;
    @Value("${{forms.hosts}}") String hosts;
    @Value("http://{HOST}/own") String own;
    @Value("${{forms.absent:{HOST}}}") String fallback;

    @Bean public static PropertySourcesPlaceholderConfigurer values() {{
        return new PropertySourcesPlaceholderConfigurer();
    }}

    public static void main(String[] files) throws Exception {{
        try (var context = new AnnotationConfigApplicationContext()) {{
            for (String file : files) {{
                var resource = new FileSystemResource(file);
                var yaml = new YamlPropertiesFactoryBean();
                yaml.setResources(resource);
                var found = file.endsWith(".yml") ? yaml.getObject() : PropertiesLoaderUtils.loadProperties(resource);
                context.getEnvironment().getPropertySources().addLast(new PropertiesPropertySource(file, found));
            }}
            context.register(App.class);
            context.refresh();
            App app = context.getBean(App.class);
            System.out.println(app.url + " " + app.hosts + " " + app.own + " " + app.fallback);
        }}
    }}
}}
"""
FILES = {
    "application.properties": f"# at {HOST}\nforms.url=jdbc:sqlserver://{HOST}:1433;a=\\u0041\nforms.hosts={HOST},{HOST}\n",
    "application.yml": f'forms:\n  url: "jdbc:sqlserver://{HOST}:1433;a=A" # {HOST}\n  hosts: {HOST},{HOST}\n',
}


@pytest.mark.parametrize("name", FILES)
def test_spring_resolves_what_is_published(name: str, tmp_path: Path) -> None:
    classes = os.pathsep.join((spring(), "."))
    javac, java = program("javac"), program("java")
    setting = removal(HOST, "SQL_HOST")

    def started(folder: Path, service: str, file: str, settings: dict[str, str]) -> Ran:
        folder.mkdir(exist_ok=True)
        (folder / "App.java").write_text(service)
        (folder / name).write_text(file)
        compiled = run([javac, "-cp", classes, "App.java"], folder, {})
        assert compiled.code == 0, compiled.err
        return run([java, "-cp", classes, "App", name], folder, settings)

    before = started(tmp_path / "before", SERVICE, FILES[name], {})
    assert before.out == f"jdbc:sqlserver://{HOST}:1433;a=A {HOST},{HOST} http://{HOST}/own {HOST}\n", before.err

    service, _ = published("src/main/java/App.java", SERVICE, setting)
    file, done = published(f"src/main/resources/{name}", FILES[name], setting)
    assert HOST not in service + file
    assert {one.goes for one in done.placed} == {"environment SQL_HOST", ""}
    after = started(tmp_path / "after", service, file, {"SQL_HOST": HOST})
    assert after.out == before.out, after.err

    without = started(tmp_path / "after", service, file, {})
    assert without.code != 0
    assert "Could not resolve placeholder 'SQL_HOST'" in without.err + without.out
