namespace PerfLab.Lab.Trace.Questions;

/// <summary>Samples merged by stack, from the case's own root downwards.</summary>
internal sealed class FrameTree
{
    private readonly List<(double Milliseconds, FrameNode Leaf)> _samples = [];

    /// <summary>The root: no frame, all samples below it.</summary>
    public FrameNode Root { get; } = new("", parent: null);

    /// <summary>Number of samples.</summary>
    public int Count => _samples.Count;

    /// <summary>The samples in the order of their time, each at the node of its innermost frame.</summary>
    public IReadOnlyList<(double Milliseconds, FrameNode Leaf)> Samples => _samples;

    /// <summary>Adds a sample.</summary>
    /// <param name="milliseconds">When.</param>
    /// <param name="outermostFirst">Its frames.</param>
    public void Add(double milliseconds, IEnumerable<string> outermostFirst)
    {
        FrameNode node = Root;
        node.Inclusive++;
        foreach (string frame in outermostFirst)
        {
            node = node.Child(frame);
            node.Inclusive++;
        }

        node.Exclusive++;
        _samples.Add((milliseconds, node));
    }

    /// <summary>Samples by frame: exclusive (innermost) and inclusive (anywhere in the stack, counted once).</summary>
    public IReadOnlyDictionary<string, (int Exclusive, int Inclusive)> ByFrame()
    {
        var counts = new Dictionary<string, (int Exclusive, int Inclusive)>();
        Collect(Root, []);
        return counts;

        void Collect(FrameNode node, HashSet<string> above)
        {
            foreach (FrameNode child in node.Children)
            {
                (int exclusive, int inclusive) = counts.GetValueOrDefault(child.Name);
                bool outermost = above.Add(child.Name);
                counts[child.Name] = (exclusive + child.Exclusive, inclusive + (outermost ? child.Inclusive : 0));
                Collect(child, above);
                if (outermost) above.Remove(child.Name);
            }
        }
    }
}

/// <summary>A frame in one calling context.</summary>
internal sealed class FrameNode(string name, FrameNode? parent)
{
    private readonly Dictionary<string, FrameNode> _children = [];

    public string Name => name;

    public FrameNode? Parent => parent;

    public int Inclusive { get; set; }

    public int Exclusive { get; set; }

    public IReadOnlyCollection<FrameNode> Children => _children.Values;

    public FrameNode Child(string frame)
    {
        if (!_children.TryGetValue(frame, out FrameNode? child)) _children[frame] = child = new FrameNode(frame, this);
        return child;
    }
}
