namespace Siren2.Metrics.Tests;

public class EnvelopeMetricsTests
{
    public static TheoryData<string> Degradations => MetricsFixture.Degradations;

    [Theory]
    [MemberData(nameof(Degradations))]
    public void The_distance_of_a_real_clip_equals_the_reference_figure(string degradation) =>
        MetricsFixture.AssertEqual(
            degradation,
            "envelope_distance",
            EnvelopeMetrics.EnvelopeDistance(MetricsFixture.Samples("reference"), MetricsFixture.Samples(degradation)),
            tolerance: 1e-6);

    [Fact]
    public void Sign_and_fine_structure_leave_the_envelope_as_it_is()
    {
        float[] reference = Signals.Noise(5000);
        Assert.Equal(0, EnvelopeMetrics.EnvelopeDistance(reference, Signals.Scaled(reference, -1)));

        float[] constant = [.. Enumerable.Repeat(0.5f, 5000)];
        float[] alternating = [.. Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? 0.5f : -0.5f)];
        Assert.Equal(0, EnvelopeMetrics.EnvelopeDistance(constant, alternating));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(511)]
    [InlineData(513)]
    public void Constant_levels_are_as_far_apart_as_they_differ_at_any_length_and_window(int length)
    {
        float[] quiet = [.. Enumerable.Repeat(0.25f, length)];
        float[] loud = [.. Enumerable.Repeat(-1f, length)];
        foreach (int window in new[] { 1, 2, 3, 511, 512, 4000 })
        {
            Assert.Equal(0.75, EnvelopeMetrics.EnvelopeDistance(quiet, loud, window), 1e-12);
        }
    }

    [Fact]
    public void A_window_of_one_sample_compares_the_rectified_samples() =>
        Assert.Equal((0.5 + 0.25) / 3, EnvelopeMetrics.EnvelopeDistance([1, -1, 0], [0.5f, 1, 0.25f], window: 1), 1e-12);

    [Fact]
    public void Even_windows_fall_between_the_samples_and_continue_the_end_samples() =>
        // Window 2 over 1, 1 | 3, 3 (end samples continued): averages 1, 2, 3 against silence.
        Assert.Equal(2, EnvelopeMetrics.EnvelopeDistance([1, 3], [0, 0], window: 2), 1e-12);

    [Fact]
    public void A_window_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("window", () => EnvelopeMetrics.EnvelopeDistance([1], [1], 0));
}
