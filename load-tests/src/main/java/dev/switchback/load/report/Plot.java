package dev.switchback.load.report;

import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of figures; needs no display. */
public final class Plot {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 560;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private final Chart<?, ?> chart;

    private Plot(Chart<?, ?> chart) {
        this.chart = chart;
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendFont(FONT);
    }

    /** One line: points from left to right, as many {@code x} as {@code y}. */
    public record Line(String name, List<Double> x, List<Double> y) {}

    /** Lines over plain axes. */
    public static Plot lines(String title, String x, String y, List<Line> lines) {
        XYChart chart = axes(title, x, y);
        lines.forEach(line -> chart.addSeries(line.name(), line.x(), line.y()).setMarker(SeriesMarkers.NONE));
        return new Plot(chart);
    }

    /**
     * Lines over both axes' logarithms: what grows in proportion is straight.
     *
     * @param lines with values above zero
     */
    public static Plot logarithmic(String title, String x, String y, List<Line> lines) {
        XYChart chart = axes(title, x, y);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        lines.forEach(line -> chart.addSeries(line.name(), line.x(), line.y()));
        return new Plot(chart);
    }

    private static XYChart axes(String title, String x, String y) {
        return new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
    }

    /**
     * Groups of bars.
     *
     * @param groups their names, from left to right
     * @param bars of each name one value per group
     */
    public static Plot bars(String title, String y, List<String> groups, Map<String, List<Double>> bars) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setXAxisLabelRotation(groups.size() > 6 ? 30 : 0);
        bars.forEach((name, values) -> chart.addSeries(name, groups, values));
        return new Plot(chart);
    }

    byte[] png() {
        try {
            return ChartEncoder.getBytes(chart, "png");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
