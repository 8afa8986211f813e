using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>Random quantities.</summary>
internal static class Draw
{
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static double Uniform(this Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    public static double LogUniform(this Random random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());

    /// <summary>A power ratio of that many decibels.</summary>
    public static double Decibels(double decibels) => Math.Pow(10, 0.1 * decibels);

    /// <summary>A smooth course over the bands: a slope in decibels per octave about 1 kHz, and ripples.</summary>
    /// <param name="random">Where to draw from.</param>
    /// <param name="slope">Slope in decibels per octave.</param>
    /// <param name="ripple">Size of each of three ripples, in decibels.</param>
    /// <param name="gain">Receives power ratios, <c>[SubBands.Count]</c>.</param>
    public static void Spectrum(Random random, double slope, double ripple, Span<float> gain)
    {
        Span<(double Size, double Rate, double Phase)> waves = stackalloc (double, double, double)[3];
        foreach (ref (double Size, double Rate, double Phase) wave in waves)
        {
            wave = (ripple * random.Uniform(-1, 1), random.Uniform(0.5, 3), random.Uniform(0, 2 * Math.PI));
        }

        for (int b = 0; b < gain.Length; b++)
        {
            double position = SubBands.Position(b) / PriorBands.Count;
            double decibels = slope * Math.Log2(SubBands.Centers[b] / 1000);
            foreach ((double size, double rate, double phase) in waves)
            {
                decibels += size * Math.Cos((2 * Math.PI * rate * position) + phase);
            }

            gain[b] = (float)Decibels(decibels);
        }
    }
}
