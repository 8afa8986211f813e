using MathNet.Numerics;

namespace Siren2.Training;

/// <summary>
/// What is left of a scene in a clip at a low rate: rolled off towards the Nyquist frequency by one of several filters, aliased where
/// there was none, and with the noise of its word length. Not thread-safe.
/// </summary>
internal sealed class Decimator(NoiseBank noise, int frames)
{
    private readonly float[] _other = new float[frames * SubBands.Count];

    /// <summary>Band edge in use, as an index of <see cref="SubBands.Edges"/>.</summary>
    public int Edge { get; private set; }

    /// <summary>Draws a rate and an edge, and writes what is known.</summary>
    /// <param name="random">Where to draw from.</param>
    /// <param name="scene">The truth.</param>
    /// <param name="known">Receives densities, <c>[frames, SubBands.Count]</c>; those from <see cref="Edge"/> on mean nothing.</param>
    public void Apply(Random random, Scene scene, Span<float> known)
    {
        double nyquist = Nyquist(random, SubBands.Edges[scene.ValidBands[scene.Frames / 2]]);
        Edge = SubBands.NearestEdge(nyquist * (random.Chance(0.3) ? 1 : random.Uniform(0.9, 1)));
        scene.Density.CopyTo(known);
        double kind = random.NextDouble();
        if (kind < 0.04)
        {
            Alias(scene, nyquist, known);
        }
        else if (kind < 0.75)
        {
            (double center, double width) = kind < 0.35 ? (0.9556, 0.0104)
                : kind < 0.57 ? (0.97, 0.0583)
                : (random.Uniform(0.85, 1), random.LogUniform(0.005, 0.1));
            RollOff(nyquist, center, width, known);
        }

        AddNoiseOfFormat(random, nyquist, known);
    }

    /// <summary>The common low rates more often, any other too; most are such that the scene tells something above.</summary>
    private static double Nyquist(Random random, double valid)
    {
        double nyquist = 0;
        for (int tries = 0; tries < 8 && (tries == 0 || nyquist > 0.75 * valid); tries++)
        {
            double kind = random.NextDouble();
            nyquist = kind < 0.38 ? 4000 : kind < 0.46 ? 5512.5 : kind < 0.63 ? 8000 : kind < 0.71 ? 11025 : kind < 0.77 ? 12000
                : random.LogUniform(1600, 16000);
        }

        return nyquist;
    }

    /// <summary>the model of <see cref="Siren2.Decimation.AntiAliasingFilter"/>: squared, since this is power.</summary>
    private void RollOff(double nyquist, double center, double width, Span<float> known)
    {
        for (int b = 0; b < Edge; b++)
        {
            double z = (center - (SubBands.Centers[b] / nyquist)) / width;
            double gain = 0.5 * SpecialFunctions.Erfc(-Math.Clamp(z + (0.0105 * z * z * z), -5, 5) / Math.Sqrt(2));
            for (int i = b; gain < 0.999 && i < known.Length; i += SubBands.Count)
            {
                known[i] *= (float)(gain * gain);
            }
        }
    }

    /// <summary>Without a filter everything above is folded down.</summary>
    private void Alias(Scene scene, double nyquist, Span<float> known)
    {
        for (int b = 0; b < Edge; b++)
        {
            for (int image = 1; image <= 8; image++)
            {
                double carrier = 2 * image * nyquist;
                foreach (double frequency in (ReadOnlySpan<double>)[carrier - SubBands.Centers[b], carrier + SubBands.Centers[b]])
                {
                    int from = SubBands.Below(frequency);
                    for (int t = 0; from < SubBands.Count && t < scene.Frames; t++)
                    {
                        known[(t * SubBands.Count) + b] += scene.Density[(t * SubBands.Count) + from];
                    }
                }
            }
        }
    }

    /// <summary>Sixteen bits at any loudness, or µ-law, whose noise follows the signal 38 dB below it.</summary>
    private void AddNoiseOfFormat(Random random, double nyquist, Span<float> known)
    {
        double kind = random.NextDouble();
        if (kind > 0.5)
        {
            return;
        }

        noise.Read(random, _other);
        double mean = 0;
        for (int t = 0; t < frames; t++)
        {
            mean += Power(known.Slice(t * SubBands.Count, SubBands.Count)) / frames;
        }

        double below = kind < 0.1 ? 38 : random.Uniform(50, 85);
        for (int t = 0; t < frames; t++)
        {
            Span<float> frame = known.Slice(t * SubBands.Count, SubBands.Count);
            double power = kind < 0.1 ? Power(frame) : mean;
            float gain = (float)(power * Draw.Decibels(-below) / nyquist);
            for (int b = 0; b < Edge; b++)
            {
                frame[b] += gain * _other[(t * SubBands.Count) + b];
            }
        }
    }

    private double Power(ReadOnlySpan<float> frame)
    {
        double power = 0;
        for (int b = 0; b < Edge; b++)
        {
            power += frame[b] * SubBands.Widths[b];
        }

        return power;
    }
}
