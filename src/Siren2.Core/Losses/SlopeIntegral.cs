namespace Siren2.Losses;

/// <summary>
/// The mean slopes of a loss over a reach on either side of a point: by the values at both ends, and by the gradient between them with the trapezoid
/// rule on a mesh that is refined where the slope bends or jumps. A kink is a jump between two points of the mesh, and costs less the closer they
/// are. Two kinks between the same points may leave no trace in the slopes there, only in the values: refined where values and slopes disagree, the
/// mesh comes to see them, and the doubt that they cast. That does a wrong gradient no good, however fine the mesh.
/// </summary>
internal sealed class SlopeIntegral
{
    private const int Intervals = 4;

    private readonly LossLine _line;
    private readonly List<Interval> _mesh = [];
    private readonly double _beforeByValues;
    private readonly double _afterByValues;

    public SlopeIntegral(LossLine line, double reach)
    {
        _line = line;
        Reach = reach;
        Span<LossPoint> points = stackalloc LossPoint[Intervals + 1];
        double bend = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            points[i] = line.Evaluate(reach * ((2.0 * i / Intervals) - 1));
            bend = i < 2 ? 0 : Math.Max(bend, Math.Abs(points[i].Slope - (2 * points[i - 1].Slope) + points[i - 2].Slope));
        }

        for (int i = 0; i < Intervals; i++)
        {
            _mesh.Add(new Interval(points[i], points[i + 1], bend / (2 * Intervals)));
        }

        const int middle = Intervals / 2;
        _beforeByValues = (points[middle].Value - points[0].Value) / reach;
        _afterByValues = (points[^1].Value - points[middle].Value) / reach;
    }

    /// <summary>How far on either side.</summary>
    public double Reach { get; }

    /// <summary>The mean slope on one side, of rising or falling away from the point alike.</summary>
    public MeanSlope Before => new(_beforeByValues, _mesh.Where(interval => interval.IsBefore).Sum(interval => interval.Change) / Reach);

    /// <summary>The mean slope on the other side.</summary>
    public MeanSlope After => new(_afterByValues, _mesh.Where(interval => !interval.IsBefore).Sum(interval => interval.Change) / Reach);

    /// <summary>The mean slope over both: what bends alike on either side is not in it, nor what the mesh makes wrong of that.</summary>
    public MeanSlope Whole => new(0.5 * (Before.ByValues + After.ByValues), 0.5 * (Before.ByGradient + After.ByGradient));

    /// <summary>How far what the gradient gives may be from its true mean, as estimated, on the side where it is more.</summary>
    public double Doubt => Math.Max(
        _mesh.Where(interval => interval.IsBefore).Sum(interval => interval.Doubt),
        _mesh.Where(interval => !interval.IsBefore).Sum(interval => interval.Doubt));

    /// <summary>
    /// What the one interval whose slopes disagree most with the values at its ends has in the error: a wrong gradient is wrong in many, and
    /// where that is most of it, something is between the two ends that the mesh has not seen.
    /// </summary>
    public double Unseen => _mesh.Max(interval => double.IsFinite(interval.Error) ? interval.Error : 0) / Reach;

    /// <summary>Halves the interval of the mesh that is least certain.</summary>
    public void Refine() => Halve(_mesh.MaxBy(interval => interval.Doubt));

    /// <summary>Halves the interval of the mesh whose slopes disagree most with the values at its ends.</summary>
    public void RefineUnseen() => Halve(_mesh.MaxBy(interval => interval.Error));

    private void Halve(Interval whole)
    {
        LossPoint middle = _line.Evaluate(0.5 * (whole.From.Position + whole.To.Position));

        // What halving has changed is more than what it leaves: a third of it where the slope is smooth, and as much, in one of the halves, at a
        // jump.
        double change = Math.Abs(middle.Slope - (0.5 * (whole.From.Slope + whole.To.Slope))) * whole.Length / (2 * Reach);
        double doubt = Math.Max(change, 0.25 * whole.Doubt) / 2;
        int place = _mesh.IndexOf(whole);
        _mesh[place] = new Interval(whole.From, middle, doubt);
        _mesh.Insert(place + 1, new Interval(middle, whole.To, doubt));
    }

    /// <param name="From">Its beginning.</param>
    /// <param name="To">Its end.</param>
    /// <param name="Doubt">How far its part of a mean slope may be wrong.</param>
    private readonly record struct Interval(LossPoint From, LossPoint To, double Doubt)
    {
        public double Length => To.Position - From.Position;

        public bool IsBefore => From.Position < 0;

        /// <summary>By how much the loss rises, by its gradient.</summary>
        public double Change => 0.5 * (From.Slope + To.Slope) * Length;

        /// <summary>How far that is from what it rises by its values.</summary>
        public double Error => Math.Abs(To.Value - From.Value - Change);
    }
}

/// <summary>A mean slope, found in two ways.</summary>
/// <param name="ByValues">By the values at both ends.</param>
/// <param name="ByGradient">By the gradient between them.</param>
internal readonly record struct MeanSlope(double ByValues, double ByGradient)
{
    public double Error => Math.Abs(ByValues - ByGradient);

    public double Magnitude => Math.Max(Math.Abs(ByValues), Math.Abs(ByGradient));
}
