namespace Siren2.Metrics;

/// <summary>
/// Distance of temporal envelopes: does loudness rise and fall as in the reference, whatever the fine structure?
/// </summary>
/// <example>
/// <code>
/// double distance = EnvelopeMetrics.EnvelopeDistance(original.Channel(0), estimate.Channel(0));
/// </code>
/// </example>
public static class EnvelopeMetrics
{
    /// <summary>
    /// Mean absolute difference of the two envelopes, where an envelope is the moving average of the rectified signal:
    /// <c>env(t) = mean |x[t − w/2 … t + w/2)|</c> for <c>t = 0 … N</c> (for odd w <c>N − 1</c>), and the first and the last
    /// sample are continued beyond the ends.
    /// </summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="window">
    /// Length w of the moving average in samples, at least 1; default 512. It is not scaled with the sample rate: at
    /// 22,050 Hz it lasts 23 ms, at 48,000 Hz 11 ms.
    /// </param>
    /// <returns>
    /// In units of the samples, 0 for equal envelopes; lower is better. Any length from one sample on is defined.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The signals differ in length, are empty or hold a sample that is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is below 1.</exception>
    public static double EnvelopeDistance(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int window = 512)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        SignalPair.Check(reference, estimate);
        int half = window / 2;
        int last = reference.Length - 1;

        // Both moving averages have the same weights, so one running sum of the difference of the rectified signals will do.
        double running = 0;
        for (int i = -half; i < window - half; i++)
        {
            running += Difference(reference, estimate, Math.Clamp(i, 0, last));
        }

        long positions = reference.Length + (2L * half) - window + 1;
        double sum = Math.Abs(running);
        for (long t = 1; t < positions; t++)
        {
            running += Difference(reference, estimate, (int)Math.Min(t - half + window - 1, last));
            running -= Difference(reference, estimate, (int)Math.Max(t - half - 1, 0));
            sum += Math.Abs(running);
        }

        return sum / positions / window;
    }

    private static double Difference(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, int index) =>
        (double)Math.Abs(reference[index]) - Math.Abs(estimate[index]);
}
